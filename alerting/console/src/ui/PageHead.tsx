import { type ReactNode, useEffect } from 'react';
import styles from './PageHead.module.css';

interface Props {
  title: string;
  hint?: ReactNode;
  children?: ReactNode;
}

/** A page's heading and its filters. The title is the tab's, too. */
export function PageHead({ title, hint, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Tidewatch`;
  }, [title]);
  return (
    <header className={styles.head}>
      <h1>{title}</h1>
      {hint === undefined ? null : <p className={styles.hint}>{hint}</p>}
      {children === undefined ? null : <div className={styles.tools}>{children}</div>}
    </header>
  );
}
