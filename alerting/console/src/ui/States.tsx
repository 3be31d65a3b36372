import { CircleAlert, Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './Button';
import styles from './States.module.css';

/** Nothing to show, said so that it cannot be taken for a fault. */
export function Empty({ title, children, icon }: { title: string; children?: ReactNode; icon?: ReactNode }) {
  return (
    <div className={styles.state}>
      <span className={styles.icon} aria-hidden="true">
        {icon ?? <Inbox size={22} />}
      </span>
      <p className={styles.title}>{title}</p>
      {children === undefined ? null : <div className={styles.text}>{children}</div>}
    </div>
  );
}

/** Something could not be loaded: what, why, and what to do. */
export function Failed({ what, error, retry }: { what: string; error: unknown; retry: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <span className={styles.icon} aria-hidden="true">
        <CircleAlert size={22} />
      </span>
      <p className={styles.title}>{what} could not be loaded</p>
      <p className={styles.text}>{error instanceof Error ? error.message : 'The service did not say why.'}</p>
      <Button onClick={retry}>Try again</Button>
    </div>
  );
}

/** Space for what is being loaded, in about its shape, so that the page does not jump. */
export function Loading({ what, rows = 6, shape = 'rows' }: { what: string; rows?: number; shape?: 'rows' | 'cards' }) {
  return (
    <div className={shape === 'cards' ? styles.cards : styles.rows} role="status">
      <span className="visually-hidden">Loading {what}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <span key={row} className={styles.bone} aria-hidden="true" />
      ))}
    </div>
  );
}
