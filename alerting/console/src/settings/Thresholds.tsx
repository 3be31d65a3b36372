import { type FormEvent, useState } from 'react';
import type { Settings } from '../api/administration';
import { useLabels } from '../api/messages';
import { useMay } from '../api/session';
import { Button } from '../ui/Button';
import { Field, Segments, Select } from '../ui/Fields';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { useChange } from './change';
import { Mistakes } from './Mistakes';
import styles from './Settings.module.css';

type Kind = 'topic' | 'theme' | 'entity';

const KINDS = [
  { value: 'topic', label: 'Topic' },
  { value: 'theme', label: 'Theme' },
  { value: 'entity', label: 'Company' },
] as const;

/** From which score on single topics, themes and companies raise alerts. */
export function Thresholds({ settings }: { settings: Settings }) {
  const { save, saving, mistakes } = useChange();
  const admin = useMay('admin');
  const entries = Object.entries(settings.thresholds).toSorted(([a], [b]) => a.localeCompare(b));

  function set(thresholds: Record<string, number>, said: string, done?: () => void): void {
    save({ ...settings, thresholds }, said, done);
  }

  return (
    <Panel
      title="Thresholds"
      hint="Scores from which single keys raise alerts; the others follow the budget. A job that follows the desk heeds them at once"
      flush
    >
      {entries.length === 0 ? (
        <p className={styles.none}>None: every key follows the budget.</p>
      ) : (
        <ul>
          {entries.map(([key, score]) => (
            <li key={key} className={styles.entry}>
              <p className={styles.name}>
                <HostileText text={described(key)} />
                <span className="number">from a score of {score}</span>
              </p>
              {admin ? (
                <Button
                  aria-label={`Take away the threshold of ${described(key)}`}
                  disabled={saving}
                  onClick={() => {
                    const { [key]: _, ...others } = settings.thresholds;
                    set(others, `${described(key)} follows the budget again`);
                  }}
                >
                  Take away
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {admin ? (
        <Add
          saving={saving}
          add={(key, score) => set({ ...settings.thresholds, [key]: score }, 'The threshold is kept')}
        />
      ) : null}
      <Mistakes mistakes={mistakes} />
    </Panel>
  );
}

function Add({ saving, add }: { saving: boolean; add: (key: string, score: number) => void }) {
  const { data: labels } = useLabels();
  const [kind, setKind] = useState<Kind>('topic');
  const [name, setName] = useState('');
  const [score, setScore] = useState('3');

  function submit(event: FormEvent): void {
    event.preventDefault();
    add(`${kind}=${name.trim()}`, Number(score));
  }

  return (
    <form className={`${styles.line} ${styles.inset}`} onSubmit={submit}>
      <Segments
        label="Threshold of a"
        value={kind}
        options={KINDS}
        change={(value) => {
          setKind(value as Kind);
          setName('');
        }}
      />
      {kind === 'entity' ? (
        <Field label="Ticker">
          {(id) => (
            <input
              id={id}
              className={styles.short}
              required
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      ) : (
        <Select
          label={kind === 'topic' ? 'Topic' : 'Theme'}
          any="Choose one"
          value={name}
          options={(labels?.[kind] ?? []).map((label) => ({ value: label, label }))}
          change={setName}
        />
      )}
      <Field label="Score">
        {(id) => (
          <input
            id={id}
            className={styles.short}
            type="number"
            min={1.8}
            max={100}
            step={0.1}
            required
            value={score}
            onChange={(event) => setScore(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={saving || name.trim() === ''}>
        Set
      </Button>
    </form>
  );
}

/** A key's text as people say it. */
function described(key: string): string {
  return key
    .split(',')
    .map((part) =>
      part
        .replace(/^entity=/, 'Company ')
        .replace(/^topic=/, 'Topic ')
        .replace(/^theme=/, 'Theme '),
    )
    .join(', ');
}
