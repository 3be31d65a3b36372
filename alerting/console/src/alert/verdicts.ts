import type { Alert, Verdict } from '../api/alerts';
import { useJudge } from '../api/alerts';
import { useMay } from '../api/session';
import { keyName } from '../lib/keys';
import { focusedRow, moveFocus, useShortcuts } from '../lib/shortcuts';
import { useToast } from '../ui/Toasts';

export const VERDICT_TEXT: Record<Verdict, string> = { real: 'Real', 'false-alarm': 'False alarm', snooze: 'Snoozed' };

export interface Judgement {
  readonly verdict: Verdict;
  /** ISO-8601; for snooze. Without it the service snoozes for four hours. */
  readonly until?: string;
  readonly note?: string;
}

/** Judges an alert and says what came of it. */
export function useVerdict(): (id: string, judgement: Judgement) => void {
  const { mutate } = useJudge();
  const toast = useToast();
  return (id, judgement) =>
    mutate(
      { id, ...judgement },
      {
        onSuccess: ({ alert }) => toast({ text: `${keyName(alert.key)}: ${VERDICT_TEXT[judgement.verdict]}` }),
        onError: (error) => toast({ text: `The verdict was not kept. ${error.message}`, failed: true }),
      },
    );
}

/**
 * `r`, `f` and `s` judge the row that has the focus.
 *
 * @param leaves whether a judged alert leaves the list, so that the focus must go on before its row is gone
 */
export function useVerdictKeys(leaves: boolean): void {
  const judge = useVerdict();
  const may = useMay('analyst');
  const act = (verdict: Verdict) => () => {
    const id = focusedRow();
    if (id === null) {
      moveFocus(1);
    } else if (may) {
      judge(id, { verdict });
      if (leaves) {
        moveFocus(1);
      }
    }
  };
  useShortcuts({ r: act('real'), f: act('false-alarm'), s: act('snooze') });
}

export interface Story {
  readonly group: string;
  readonly first: Alert;
  readonly rest: readonly Alert[];
}

/** Alerts that tell one story, together at the place of the first of them. */
export function stories(alerts: readonly Alert[]): Story[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    groups.set(alert.group, [...(groups.get(alert.group) ?? []), alert]);
  }
  return [...groups].flatMap(([group, [first, ...rest]]) => (first === undefined ? [] : [{ group, first, rest }]));
}
