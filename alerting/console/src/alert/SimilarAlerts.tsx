import { useSimilar } from '../api/alerts';
import { percent } from '../lib/format';
import { AlertLine } from '../pages/AlertLine';
import { Panel } from '../ui/Panel';
import { Failed, Loading } from '../ui/States';
import styles from './Origin.module.css';

/** Earlier alerts like this one, with what was decided then. */
export function SimilarAlerts({ id }: { id: string }) {
  const similar = useSimilar(id);
  return (
    <Panel title="Similar past alerts" hint="Most alike first, with what was decided then" flush>
      {similar.isPending ? (
        <div className={styles.inset}>
          <Loading what="similar alerts" rows={3} />
        </div>
      ) : similar.isError ? (
        <Failed what="Similar alerts" error={similar.error} retry={() => void similar.refetch()} />
      ) : similar.data.length === 0 ? (
        <p className={styles.none}>None yet.</p>
      ) : (
        similar.data.map(({ alert, likeness, because }) => (
          <AlertLine key={alert.id} alert={alert} note={`${percent(likeness)} alike: ${because.join('; ')}`} />
        ))
      )}
    </Panel>
  );
}
