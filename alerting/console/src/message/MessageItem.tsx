import { useState } from 'react';
import { Link } from 'react-router';
import { type Message, TASKS, type Task } from '../api/messages';
import { useMay } from '../api/session';
import { capitalised, percent } from '../lib/format';
import { SentimentBadge, Tag } from '../ui/Badges';
import { HostileText } from '../ui/HostileText';
import { Time } from '../ui/Time';
import { MessageFoot } from './MessageFoot';
import styles from './MessageItem.module.css';
import { Probabilities } from './Probabilities';
import { Relabel } from './Relabel';

/** Labels that the controls show already, to those who may use them, unless the model said another. */
const LISTED: readonly Task[] = ['topic', 'theme'];

/** A scored message: its text, what the model and the desk hold of it, and the buttons to correct it. */
export function MessageItem({ message }: { message: Message }) {
  const [task, setTask] = useState<Task>('sentiment');
  const may = useMay('analyst');
  const corrected = TASKS.filter((name) => message[name] !== message.modelLabels[name]);
  return (
    <>
      <header className={styles.head}>
        <span className={styles.source}>
          <HostileText text={message.source} />
        </span>
        <Time at={message.publishedAt} />
        <SentimentBadge
          sentiment={message.modelLabels.sentiment}
          probability={percent(message.probabilities.sentiment?.[message.modelLabels.sentiment])}
        />
        {LISTED.filter((name) => !may || corrected.includes(name)).map((name) => (
          <Tag key={name}>
            <HostileText text={message.modelLabels[name]} />
          </Tag>
        ))}
        {message.entities.length === 0 ? null : (
          <ul className={styles.entities} aria-label="Companies">
            {message.entities.map((entity) => (
              <li key={entity}>
                <Link to={`/trends/${encodeURIComponent(`entity=${entity}`)}`}>
                  <HostileText text={entity} />
                </Link>
              </li>
            ))}
          </ul>
        )}
        {message.uncertain.length === 0 ? null : <Tag strong>uncertain: {message.uncertain.join(', ')}</Tag>}
        {message.disputed ? <Tag strong>disputed</Tag> : null}
        {corrected.length === 0 ? null : <Tag strong>corrected: {corrected.join(', ')}</Tag>}
      </header>
      <p className={styles.text}>
        <HostileText text={message.text} highlights={message.highlights[task] ?? []} />
      </p>
      <Relabel message={message} />
      <details className={styles.more}>
        <summary>Probabilities, marks and origin</summary>
        <Probabilities message={message} />
        <p className={styles.marks}>
          Marked words are those that the model looked at to decide the{' '}
          {TASKS.map((name) => (
            <button key={name} type="button" aria-pressed={task === name} onClick={() => setTask(name)}>
              {name}
            </button>
          ))}
          . How far they explain it was not measured.
        </p>
        {message.corrections.map((correction) => (
          <p key={correction.by} className={styles.marks}>
            <HostileText text={correction.by} />, <Time at={correction.at} />:{' '}
            <HostileText
              text={Object.entries(correction.labels)
                .map(([name, label]) => `${capitalised(name)} ${label}`)
                .join(', ')}
            />
          </p>
        ))}
        <MessageFoot message={message} />
      </details>
    </>
  );
}
