import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { type AlertFilter, type Severity, useAlerts } from '../api/alerts';
import { capitalised } from '../lib/format';
import { Button } from '../ui/Button';
import { Failed, Loading } from '../ui/States';
import { AlertRow } from './AlertRow';
import styles from './AlertSection.module.css';
import { type Story, stories } from './verdicts';

interface Props {
  severity: Severity;
  filter: AlertFilter;
  /** Told how many alerts are shown, once they are loaded. */
  counted: (count: number) => void;
}

/** The inbox's alerts of one severity; nothing at all where there is none. */
export function AlertSection({ severity, filter, counted }: Props) {
  const alerts = useAlerts(severity, filter, true);
  const all = alerts.data?.pages.flatMap((page) => page.items);
  const count = all?.length;
  useEffect(() => {
    if (count !== undefined) {
      counted(count);
    }
  });

  if (alerts.isPending) {
    return <Loading what={`${severity} alerts`} rows={2} />;
  }
  if (alerts.isError) {
    return <Failed what={`${capitalised(severity)} alerts`} error={alerts.error} retry={() => void alerts.refetch()} />;
  }
  if (all === undefined || all.length === 0) {
    return null;
  }
  return (
    <section className={styles.section} aria-labelledby={`severity-${severity}`}>
      <h2 id={`severity-${severity}`} className={`${styles.title} ${styles[severity]}`}>
        {capitalised(severity)}
        <span className={styles.count}>{alerts.hasNextPage ? `${all.length}+` : all.length}</span>
      </h2>
      <ul className={styles.list}>
        {stories(all).map((story) => (
          <StoryRows key={story.group} story={story} filter={filter} />
        ))}
      </ul>
      {alerts.hasNextPage ? (
        <Button look="quiet" disabled={alerts.isFetchingNextPage} onClick={() => void alerts.fetchNextPage()}>
          {alerts.isFetchingNextPage ? 'Loading…' : `More ${severity} alerts`}
        </Button>
      ) : null}
    </section>
  );
}

/** One story: its first alert, those of the same severity behind a button, and a way to those of others. */
function StoryRows({ story, filter }: { story: Story; filter: AlertFilter }) {
  const { first, rest } = story;
  const [open, setOpen] = useState(false);
  return (
    <>
      <AlertRow
        alert={first}
        extra={
          <>
            {rest.length === 0 ? null : (
              <button type="button" className={styles.related} aria-expanded={open} onClick={() => setOpen(!open)}>
                <ChevronRight size={13} aria-hidden="true" />
                {rest.length} more of this story
              </button>
            )}
            {first.groupSize <= 1 + rest.length || filter.group !== undefined ? null : (
              <Link className={styles.related} to={`/alerts?status=all&group=${encodeURIComponent(first.group)}`}>
                All {first.groupSize} alerts of this story
              </Link>
            )}
          </>
        }
      />
      {open ? rest.map((alert) => <AlertRow key={alert.id} alert={alert} inner />) : null}
    </>
  );
}
