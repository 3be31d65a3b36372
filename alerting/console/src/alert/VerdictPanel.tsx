import { useState } from 'react';
import type { AlertDetail } from '../api/alerts';
import { useMay } from '../api/session';
import { statusText } from '../pages/AlertLine';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Fields';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { Time } from '../ui/Time';
import styles from './VerdictPanel.module.css';
import { type Judgement, useVerdict, VERDICT_TEXT } from './verdicts';

const HOUR_MILLIS = 3_600_000;
const SNOOZES = [
  { label: '1 hour', hours: 1 },
  { label: '4 hours', hours: 4 },
  { label: '1 day', hours: 24 },
  { label: '1 week', hours: 168 },
] as const;

/** What people decided on an alert, and the buttons to decide anew. */
export function VerdictPanel({ detail }: { detail: AlertDetail }) {
  const { alert, verdicts } = detail;
  const judge = useVerdict();
  const may = useMay('analyst');
  const [note, setNote] = useState('');
  const [snoozing, setSnoozing] = useState(false);

  function decide(judgement: Judgement): void {
    judge(alert.id, note.trim() === '' ? judgement : { ...judgement, note: note.trim() });
    setNote('');
    setSnoozing(false);
  }

  return (
    <Panel title="Verdict" hint={alert.status === 'new' ? 'Nobody has decided yet' : statusText(alert.status)}>
      {may ? (
        <div className={styles.form}>
          <Field label="Note for the model’s makers" hint="Optional; goes with the verdict.">
            {(id) => (
              <textarea
                id={id}
                rows={2}
                maxLength={2000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <div className={styles.buttons}>
            <Button
              look="main"
              shortcut="r"
              aria-pressed={alert.status === 'real'}
              onClick={() => decide({ verdict: 'real' })}
            >
              Real
            </Button>
            <Button
              shortcut="f"
              aria-pressed={alert.status === 'false-alarm'}
              onClick={() => decide({ verdict: 'false-alarm' })}
            >
              False alarm
            </Button>
            <Button shortcut="s" aria-haspopup="dialog" onClick={() => setSnoozing(true)}>
              Snooze…
            </Button>
          </div>
        </div>
      ) : (
        <p className={styles.none}>Analysts decide; you may look.</p>
      )}
      {verdicts.length === 0 ? null : (
        <ol className={styles.history} aria-label="Verdicts so far">
          {verdicts.map((given) => (
            <li key={`${given.at} ${given.by}`}>
              <strong>{VERDICT_TEXT[given.verdict]}</strong> by <HostileText text={given.by} />, <Time at={given.at} />
              {given.until === null ? null : (
                <>
                  , until <Time at={given.until} />
                </>
              )}
              {given.note === null ? null : (
                <p className={styles.note}>
                  <HostileText text={given.note} />
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
      {snoozing ? (
        <Dialog title="Snooze for how long?" close={() => setSnoozing(false)}>
          <p>The alert is new again when the time is over.</p>
          <div className={styles.buttons}>
            {SNOOZES.map(({ label, hours }) => (
              <Button
                key={label}
                onClick={() =>
                  decide({ verdict: 'snooze', until: new Date(Date.now() + hours * HOUR_MILLIS).toISOString() })
                }
              >
                {label}
              </Button>
            ))}
          </div>
        </Dialog>
      ) : null}
    </Panel>
  );
}
