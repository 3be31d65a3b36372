import { type ReactNode, useId } from 'react';
import styles from './Panel.module.css';

interface Props {
  title: string;
  /** Controls that belong to the panel, at the end of its title's line. */
  actions?: ReactNode;
  /** A line under the title that says what is seen. */
  hint?: ReactNode;
  children: ReactNode;
  /** Without inner space, for tables and lists that reach the border. */
  flush?: boolean;
}

/** A titled part of a page; a region for screen readers. */
export function Panel({ title, actions, hint, children, flush = false }: Props) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header className={styles.head}>
        <div>
          <h2 id={id}>{title}</h2>
          {hint === undefined ? null : <p className={styles.hint}>{hint}</p>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
