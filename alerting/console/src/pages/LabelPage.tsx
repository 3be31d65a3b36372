import { CheckCheck } from 'lucide-react';
import { useState } from 'react';
import { type Labels, type Message, type QueueItem, TASKS, type Task, useLabels, useQueue } from '../api/messages';
import { capitalised, count, percent } from '../lib/format';
import { plain } from '../lib/hostile';
import { useShortcuts } from '../lib/shortcuts';
import { SENTIMENT_KEYS, useRelabelling } from '../message/labelling';
import { Probabilities } from '../message/Probabilities';
import { options } from '../message/Relabel';
import { Tag } from '../ui/Badges';
import { Button, Key } from '../ui/Button';
import { Field } from '../ui/Fields';
import { HostileText } from '../ui/HostileText';
import { PageHead } from '../ui/PageHead';
import { Empty, Failed, Loading } from '../ui/States';
import { Time } from '../ui/Time';
import styles from './LabelPage.module.css';

const REASON: Record<QueueItem['reason'], string> = {
  disputed: 'People or models disagree on it',
  uncertain: 'The model was not certain',
};

/** One message after the other, those first from which the model learns most. */
export default function LabelPage() {
  const queue = useQueue();
  const [at, setAt] = useState(0);
  if (queue.isPending) {
    return <Loading what="the queue" rows={5} />;
  }
  if (queue.isError) {
    return <Failed what="The queue" error={queue.error} retry={() => void queue.refetch()} />;
  }
  const { items, waiting } = queue.data;
  const item = items[at];

  function loadMore(): void {
    setAt(0);
    void queue.refetch();
  }

  return (
    <>
      <PageHead title="Label next" hint={`${count(waiting)} messages wait, the most useful first`} />
      {items.length === 0 ? (
        <Empty title="Nothing is left to label" icon={<CheckCheck size={22} />}>
          What the model is not certain of, or what is disputed, comes in here.
        </Empty>
      ) : item === undefined ? (
        <Empty title={`${items.length} messages done`} icon={<CheckCheck size={22} />}>
          <Button look="main" disabled={queue.isFetching} onClick={loadMore}>
            Go on with the next ones
          </Button>
        </Empty>
      ) : (
        <Question
          key={item.message.id}
          item={item}
          place={`${at + 1} of ${items.length}`}
          next={() => setAt((old) => old + 1)}
          back={() => setAt(at)}
          previous={at === 0 ? null : () => setAt((old) => old - 1)}
        />
      )}
    </>
  );
}

interface QuestionProps {
  item: QueueItem;
  place: string;
  next: () => void;
  /** Returns to this message, after an undo. */
  back: () => void;
  previous: (() => void) | null;
}

function Question({ item, place, next, back, previous }: QuestionProps) {
  const { message, reason } = item;
  const { data: labels } = useLabels();
  const { relabel } = useRelabelling();
  const [chosen, setChosen] = useState<Record<Task, string>>(current(message));

  function choose(change: Labels): void {
    setChosen((old) => ({ ...old, ...change }));
  }

  function confirm(): void {
    relabel(message, chosen, back);
    next();
  }

  /** A button or link that has the focus takes Enter for itself. */
  function enter(event: KeyboardEvent): void {
    const focused = (event.target as Element).closest<HTMLElement>('button, a, summary');
    focused === null ? confirm() : focused.click();
  }

  useShortcuts({
    ...Object.fromEntries(Object.entries(SENTIMENT_KEYS).map(([key, sentiment]) => [key, () => choose({ sentiment })])),
    ...{ Enter: enter },
    n: next,
    p: () => previous?.(),
  });

  return (
    <article className={styles.card} aria-label={`Message ${place}`}>
      <header className={styles.head}>
        <span className="number">{place}</span>
        <Tag strong>{REASON[reason]}</Tag>
        <span>
          <HostileText text={message.source} />
        </span>
        <Time at={message.publishedAt} />
      </header>
      <p className={styles.text}>
        <HostileText text={message.text} highlights={message.highlights.sentiment ?? []} />
      </p>
      <div className={styles.answer}>
        <fieldset className={styles.sentiments}>
          <legend>Sentiment</legend>
          {Object.entries(SENTIMENT_KEYS).map(([key, sentiment]) => (
            <Button
              key={sentiment}
              shortcut={key}
              aria-pressed={chosen.sentiment === sentiment}
              onClick={() => choose({ sentiment })}
            >
              {capitalised(sentiment)} {percent(message.probabilities.sentiment?.[sentiment])}
            </Button>
          ))}
        </fieldset>
        {TASKS.filter((task) => task !== 'sentiment').map((task) => (
          <Field key={task} label={capitalised(task)}>
            {(id) => (
              <select
                id={id}
                value={chosen[task]}
                onChange={(event) => choose({ [task]: event.target.value })}
                onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
              >
                {options(labels?.[task] ?? [], chosen[task]).map(({ value, label }) => (
                  <option key={value} value={value}>
                    {plain(label)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
      </div>
      <footer className={styles.foot}>
        <Button look="main" onClick={confirm}>
          {same(chosen, message.modelLabels) ? 'Confirm and go on' : 'Correct and go on'} <Key>⏎</Key>
        </Button>
        <Button shortcut="n" onClick={next}>
          Skip
        </Button>
        {previous === null ? null : (
          <Button look="quiet" shortcut="p" onClick={previous}>
            Back
          </Button>
        )}
      </footer>
      <details className={styles.more}>
        <summary>What the model thinks</summary>
        <Probabilities message={message} />
      </details>
    </article>
  );
}

function current(message: Message): Record<Task, string> {
  return { topic: message.topic, sentiment: message.sentiment, theme: message.theme };
}

function same(a: Record<Task, string>, b: Record<Task, string>): boolean {
  return TASKS.every((task) => a[task] === b[task]);
}
