import { Waves } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { type KeyKind, type TrendRow, useNow } from '../api/trends';
import { instant } from '../lib/format';
import { keyName } from '../lib/keys';
import { usePreferences } from '../lib/preferences';
import { SearchField, Segments } from '../ui/Fields';
import { PageHead } from '../ui/PageHead';
import { Empty, Failed, Loading } from '../ui/States';
import { Time } from '../ui/Time';
import styles from './NowPage.module.css';
import { TrendCard } from './TrendCard';

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'theme', label: 'Risk themes' },
  { value: 'topic', label: 'Topics' },
  { value: 'entity', label: 'Companies' },
  { value: 'combined', label: 'Combined' },
] as const;

/** From this deviation on a key is called unusual: about one hour in forty of a quiet key would reach it by chance. */
const UNUSUAL_FROM = 2;

/** Every key's last day as small multiples, what is unusual first. */
export function NowPage() {
  const [params, setParams] = useSearchParams();
  const { zone } = usePreferences();
  const kind = (params.get('keys') ?? 'all') as KeyKind;
  const wanted = params.get('q') ?? '';
  const now = useNow(kind);

  function set(name: string, value: string, none: string): void {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        value === none ? next.delete(name) : next.set(name, value);
        return next;
      },
      { replace: true },
    );
  }

  return (
    <>
      <PageHead
        title="Now"
        hint={
          now.data?.asOf ? (
            <>
              The day up to <Time at={now.data.asOf} />
              {zone === 'UTC' ? ' UTC' : ''}, in the news’ own time. Bars up are positive messages, bars down negative
              ones, the dashed line what the past leads one to expect.
            </>
          ) : undefined
        }
      >
        <Segments label="Kind of key" value={kind} options={KINDS} change={(value) => set('keys', value, 'all')} />
        <SearchField label="Find a topic, theme or company" value={wanted} change={(value) => set('q', value, '')} />
      </PageHead>
      {now.isPending ? (
        <Loading what="the trends" rows={12} shape="cards" />
      ) : now.isError ? (
        <Failed what="The trends" error={now.error} retry={() => void now.refetch()} />
      ) : (
        <Rows rows={now.data.rows} asOf={now.data.asOf} wanted={wanted} />
      )}
    </>
  );
}

function Rows({ rows, asOf, wanted }: { rows: readonly TrendRow[]; asOf: string | null; wanted: string }) {
  if (asOf === null || rows.length === 0) {
    return (
      <Empty title="No message has been counted yet" icon={<Waves size={22} />}>
        As soon as the job closes its first window, each topic, theme and company gets a card here. Nothing needs to be
        loaded anew.
      </Empty>
    );
  }
  const found = rows.filter((row) => keyName(row.key).toLowerCase().includes(wanted.trim().toLowerCase()));
  const unusual = found.filter((row) => row.openAlert !== null || row.unusual >= UNUSUAL_FROM);
  const usual = found.filter((row) => !unusual.includes(row));
  if (found.length === 0) {
    return <Empty title={`Nothing is called “${wanted}”`}>Try a part of its name, or all kinds of keys.</Empty>;
  }
  const end = Date.parse(asOf);
  return (
    <>
      <section aria-labelledby="unusual">
        <h2 id="unusual" className={styles.heading}>
          Unusual <span className={styles.count}>{unusual.length}</span>
        </h2>
        {unusual.length === 0 ? (
          <p className={styles.calm}>
            All calm: no key has an open alert or clearly more negative messages than usual.
          </p>
        ) : (
          <Cards rows={unusual} end={end} />
        )}
      </section>
      {usual.length === 0 ? null : (
        <section aria-labelledby="usual">
          <h2 id="usual" className={styles.heading}>
            As usual <span className={styles.count}>{usual.length}</span>
          </h2>
          <Cards rows={usual} end={end} />
        </section>
      )}
      <p className="visually-hidden">As of {instant(asOf, 'UTC')} UTC</p>
    </>
  );
}

function Cards({ rows, end }: { rows: readonly TrendRow[]; end: number }) {
  return (
    <ul className={styles.cards}>
      {rows.map((row) => (
        <li key={row.key.text}>
          <TrendCard row={row} end={end} />
        </li>
      ))}
    </ul>
  );
}
