import { type FormEvent, useState } from 'react';
import { type AlertDetail, useNote } from '../api/alerts';
import { useMay } from '../api/session';
import { Button } from '../ui/Button';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { Time } from '../ui/Time';
import { useToast } from '../ui/Toasts';
import styles from './Notes.module.css';

/** What colleagues wrote to each other about an alert. */
export function Notes({ detail }: { detail: AlertDetail }) {
  const [text, setText] = useState('');
  const { mutate, isPending } = useNote();
  const toast = useToast();
  const may = useMay('analyst');

  function submit(event: FormEvent): void {
    event.preventDefault();
    mutate(
      { id: detail.alert.id, text: text.trim() },
      {
        onSuccess: () => setText(''),
        onError: (error) => toast({ text: `The note was not kept. ${error.message}`, failed: true }),
      },
    );
  }

  if (!may && detail.notes.length === 0) {
    return null;
  }
  return (
    <Panel title="Notes for colleagues">
      {may ? (
        <form className={styles.form} onSubmit={submit}>
          <textarea
            aria-label="A note for colleagues"
            placeholder="What should the next person know?"
            rows={2}
            maxLength={2000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" disabled={isPending || text.trim() === ''}>
            Add note
          </Button>
        </form>
      ) : null}
      <ol className={styles.notes}>
        {detail.notes.map((note) => (
          <li key={`${note.at} ${note.by}`}>
            <p>
              <HostileText text={note.text} />
            </p>
            <span>
              <HostileText text={note.by} />, <Time at={note.at} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
