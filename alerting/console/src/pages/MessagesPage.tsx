import { Download, MessageSquareText } from 'lucide-react';
import { useDeferredValue, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type MessageFilter, type Task, useLabels, useMessages } from '../api/messages';
import { useMay } from '../api/session';
import { capitalised } from '../lib/format';
import { focusedRow, moveFocus, useShortcuts } from '../lib/shortcuts';
import { SENTIMENT_KEYS, useRelabelling } from '../message/labelling';
import { MessageItem } from '../message/MessageItem';
import { Button } from '../ui/Button';
import { SearchField, Select } from '../ui/Fields';
import { PageHead } from '../ui/PageHead';
import { Empty, Failed, Loading } from '../ui/States';
import styles from './MessagesPage.module.css';

const FILTERS: readonly Task[] = ['sentiment', 'topic', 'theme'];
const MARKS = [
  { value: 'uncertain', label: 'Uncertain only' },
  { value: 'corrected', label: 'Corrected only' },
] as const;
const SEARCH_AFTER_MILLIS = 300;

/** Every scored message, found by words and labels, corrected with one click. */
export default function MessagesPage() {
  const [params, setParams] = useSearchParams();
  const { data: labels } = useLabels();
  const entity = params.get('entity');
  const mark = params.get('only') ?? '';
  const [words, setWords] = useState(params.get('q') ?? '');
  const filter = useDeferredValue(filterOf(params));

  function set(name: string, value: string): void {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        value === '' ? next.delete(name) : next.set(name, value);
        return next;
      },
      { replace: true },
    );
  }

  // Each letter typed must not become a search of millions of messages.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what `set` does never changes
  useEffect(() => {
    const timer = window.setTimeout(() => set('q', words.trim()), SEARCH_AFTER_MILLIS);
    return () => window.clearTimeout(timer);
  }, [words]);

  return (
    <>
      <PageHead title="Messages">
        <SearchField label="Words of the text" value={words} change={setWords} />
        {FILTERS.map((task) => (
          <Select
            key={task}
            label={capitalised(task)}
            any={`Any ${task}`}
            value={params.get(task) ?? ''}
            options={(labels?.[task] ?? []).map((label) => ({ value: label, label }))}
            change={(value) => set(task, value)}
          />
        ))}
        <Select label="Which" any="All messages" value={mark} options={MARKS} change={(value) => set('only', value)} />
        {entity === null ? null : (
          <Button aria-label={`Company ${entity}: show all companies`} onClick={() => set('entity', '')}>
            {entity} ×
          </Button>
        )}
        <a
          className={styles.export}
          href={`/api/v1/export/messages.csv${mark === 'corrected' ? '?corrected=true' : ''}`}
          download
        >
          <Download size={14} aria-hidden="true" /> CSV
        </a>
      </PageHead>
      <Results filter={filter} />
    </>
  );
}

function filterOf(params: URLSearchParams): MessageFilter {
  const filter: Record<string, string | boolean> = {};
  for (const name of ['q', 'topic', 'sentiment', 'theme', 'entity', 'source']) {
    const value = params.get(name);
    if (value) {
      filter[name] = value;
    }
  }
  const only = params.get('only');
  if (only === 'uncertain' || only === 'corrected') {
    filter[only] = true;
  }
  return filter;
}

function Results({ filter }: { filter: MessageFilter }) {
  const messages = useMessages(filter);
  const { relabel } = useRelabelling();
  const may = useMay('analyst');
  const all = messages.data?.pages.flatMap((page) => page.items) ?? [];

  function label(sentiment: string): void {
    const id = focusedRow();
    const message = all.find((item) => item.id === id);
    if (message !== undefined && may) {
      relabel(message, { sentiment });
    }
  }

  useShortcuts({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    ...Object.fromEntries(Object.entries(SENTIMENT_KEYS).map(([key, name]) => [key, () => label(name)])),
  });

  if (messages.isPending) {
    return <Loading what="messages" rows={8} />;
  }
  if (messages.isError) {
    return <Failed what="Messages" error={messages.error} retry={() => void messages.refetch()} />;
  }
  if (all.length === 0) {
    return Object.keys(filter).length === 0 ? (
      <Empty title="No message has been scored yet" icon={<MessageSquareText size={22} />}>
        They come in here as the job scores them.
      </Empty>
    ) : (
      <Empty title="No message fits" icon={<MessageSquareText size={22} />}>
        All words must be in the text. Try fewer, or take a filter away.
      </Empty>
    );
  }
  return (
    <>
      <ol className={styles.list}>
        {all.map((message) => (
          <li key={message.id} className={styles.item} data-row={message.id} tabIndex={-1}>
            <MessageItem message={message} />
          </li>
        ))}
      </ol>
      {messages.hasNextPage ? (
        <div className={styles.next}>
          <Button disabled={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
            {messages.isFetchingNextPage ? 'Loading…' : 'Older messages'}
          </Button>
        </div>
      ) : null}
    </>
  );
}
