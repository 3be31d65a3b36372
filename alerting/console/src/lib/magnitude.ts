import type { Alert } from '../api/alerts';

/** How much was observed of what an alert is about, against what is usual. Counts are messages without repeats. */
export interface Magnitude {
  readonly what: 'Negative messages' | 'Messages';
  readonly observed: number;
  /** Null where the job did not say. */
  readonly expected: number | null;
  /** Bounds of the central 95%; null where `expected` is. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A surge counts negative messages, unusual attention messages of any sentiment. */
export function magnitude(alert: Alert): Magnitude {
  return alert.kind === 'unusual-attention'
    ? {
        what: 'Messages',
        observed: alert.total,
        expected: alert.expectedTotal,
        low: alert.expectedTotalLow,
        high: alert.expectedTotalHigh,
      }
    : {
        what: 'Negative messages',
        observed: alert.observedNegative,
        expected: alert.expectedNegative,
        low: alert.expectedLow,
        high: alert.expectedHigh,
      };
}
