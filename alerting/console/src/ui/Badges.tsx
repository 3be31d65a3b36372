import { capitalised } from '../lib/format';
import styles from './Badges.module.css';
import { HostileText } from './HostileText';

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** How severe: colour, and bars that tell the same without colour. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  return (
    <span className={`${styles.badge} ${styles[severity]}`}>
      <SeverityBars severity={severity} />
      {capitalised(severity)}
    </span>
  );
}

const RANK: Record<Severity, number> = { low: 1, medium: 2, high: 3, critical: 4 };

export function severityRank(severity: Severity): number {
  return RANK[severity];
}

function SeverityBars({ severity }: { severity: Severity }) {
  return (
    <svg width="13" height="11" viewBox="0 0 13 11" aria-hidden="true">
      {[1, 2, 3, 4].map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 3.4}
          y={11 - (2 + bar * 2.2)}
          width="2.4"
          height={2 + bar * 2.2}
          rx="0.8"
          fill="currentColor"
          opacity={bar <= RANK[severity] ? 1 : 0.25}
        />
      ))}
    </svg>
  );
}

const SENTIMENTS = new Set(['negative', 'neutral', 'positive']);

/** A sentiment label; labels that are not one of the usual three get a neutral look. */
export function SentimentBadge({ sentiment, probability }: { sentiment: string; probability?: string | undefined }) {
  const look = SENTIMENTS.has(sentiment) ? sentiment : 'neutral';
  return (
    <span className={`${styles.badge} ${styles[look]}`}>
      <span className={styles.dot} aria-hidden="true" />
      {SENTIMENTS.has(sentiment) ? capitalised(sentiment) : <HostileText text={sentiment} />}
      {probability === undefined ? null : <span className="number">{probability}</span>}
    </span>
  );
}

/** A short fact about a thing: a state, a topic, a ticker. */
export function Tag({ children, strong = false }: { children: React.ReactNode; strong?: boolean }) {
  return <span className={`${styles.tag} ${strong ? styles.strong : ''}`}>{children}</span>;
}
