import { type FormEvent, useState } from 'react';
import type { Settings } from '../api/administration';
import { useMay } from '../api/session';
import { Button } from '../ui/Button';
import { Field } from '../ui/Fields';
import { Panel } from '../ui/Panel';
import { useChange } from './change';
import { Mistakes } from './Mistakes';
import styles from './Settings.module.css';

/** How many alerts a day the desk can read. */
export function Budget({ settings }: { settings: Settings }) {
  const { alertsPerDay } = settings.attentionBudget;
  const [text, setText] = useState(String(alertsPerDay));
  const { save, saving, mistakes } = useChange();
  const admin = useMay('admin');

  function submit(event: FormEvent): void {
    event.preventDefault();
    save({ ...settings, attentionBudget: { alertsPerDay: Number(text) } }, 'The attention budget is kept');
  }

  return (
    <Panel
      title="Attention budget"
      hint="How many alerts a day the desk can read. A job that follows the desk keeps to a new one from the next midnight, UTC"
    >
      {admin ? (
        <form className={styles.line} onSubmit={submit}>
          <Field label="Alerts a day">
            {(id) => (
              <input
                id={id}
                className={styles.short}
                type="number"
                min={1}
                max={10_000}
                required
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" disabled={saving || text === String(alertsPerDay)}>
            Save
          </Button>
          <Mistakes mistakes={mistakes} />
        </form>
      ) : (
        <p>{alertsPerDay} alerts a day</p>
      )}
    </Panel>
  );
}
