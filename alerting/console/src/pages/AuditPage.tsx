import { ScrollText } from 'lucide-react';
import { useAudit } from '../api/administration';
import { capitalised } from '../lib/format';
import { Button } from '../ui/Button';
import { HostileText } from '../ui/HostileText';
import { PageHead } from '../ui/PageHead';
import { Empty, Failed, Loading } from '../ui/States';
import { Time } from '../ui/Time';
import styles from './AuditPage.module.css';

/** Who changed what and when. */
export default function AuditPage() {
  const audit = useAudit();
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title="Audit" hint="Every verdict, correction, model command, setting and sign-in, newest first" />
      {audit.isPending ? (
        <Loading what="the audit" rows={10} />
      ) : audit.isError ? (
        <Failed what="The audit" error={audit.error} retry={() => void audit.refetch()} />
      ) : entries.length === 0 ? (
        <Empty title="Nobody has changed anything yet" icon={<ScrollText size={22} />} />
      ) : (
        <>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">Did</th>
                <th scope="col">To</th>
                <th scope="col">Detail</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={`${entry.at} ${entry.who} ${entry.action} ${entry.target}`}>
                  <td>
                    <Time at={entry.at} look="second" />
                  </td>
                  <td>
                    <HostileText text={entry.who} />
                  </td>
                  <td className={styles.action}>{actionText(entry.action)}</td>
                  <td className={styles.target}>
                    <HostileText text={entry.target} />
                  </td>
                  <td>
                    <HostileText text={entry.detail} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {audit.hasNextPage ? (
            <div className={styles.next}>
              <Button disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                {audit.isFetchingNextPage ? 'Loading…' : 'Earlier'}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </>
  );
}

/** `alert.verdict` as people read it: "Alert: verdict". */
export function actionText(action: string): string {
  const [thing = '', ...what] = action.split('.');
  return what.length === 0 ? capitalised(thing) : `${capitalised(thing)}: ${what.join(' ').replaceAll('-', ' ')}`;
}
