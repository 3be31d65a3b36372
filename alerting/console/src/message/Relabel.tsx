import { Undo2 } from 'lucide-react';
import { type Message, type Task, useLabels } from '../api/messages';
import { useMay } from '../api/session';
import { capitalised } from '../lib/format';
import { plain } from '../lib/hostile';
import { Button } from '../ui/Button';
import { Select } from '../ui/Fields';
import { useRelabelling } from './labelling';
import styles from './Relabel.module.css';

const LISTED: readonly Task[] = ['topic', 'theme'];

/** One click says what the right label is; the labels in force are pressed. */
export function Relabel({ message }: { message: Message }) {
  const { data: labels } = useLabels();
  const { relabel, takeBack, own } = useRelabelling();
  const may = useMay('analyst');
  if (!may || labels === undefined) {
    return null;
  }
  return (
    <div className={styles.controls}>
      <fieldset className={styles.sentiments}>
        <legend className="visually-hidden">Sentiment</legend>
        {(labels.sentiment ?? []).map((sentiment) => (
          <button
            key={sentiment}
            type="button"
            className={`${styles.sentiment} ${styles[sentiment] ?? ''}`}
            aria-pressed={message.sentiment === sentiment}
            title={message.sentiment === sentiment ? 'Confirm' : 'Correct to this'}
            onClick={() => relabel(message, { sentiment })}
          >
            {capitalised(plain(sentiment))}
          </button>
        ))}
      </fieldset>
      {LISTED.map((task) => (
        <Select
          key={task}
          label={capitalised(task)}
          value={message[task]}
          options={options(labels[task] ?? [], message[task])}
          change={(label) => relabel(message, { [task]: label })}
        />
      ))}
      {own(message) === null ? null : (
        <Button look="quiet" icon={<Undo2 size={14} />} onClick={() => takeBack(message)}>
          Take mine back
        </Button>
      )}
    </div>
  );
}

/** The task's labels, and the one in force where an older model gave one that is no longer among them. */
export function options(labels: readonly string[], current: string): { value: string; label: string }[] {
  const all = labels.includes(current) ? labels : [current, ...labels];
  return all.map((label) => ({ value: label, label }));
}
