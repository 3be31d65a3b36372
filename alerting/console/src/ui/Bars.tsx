import type { ReactNode } from 'react';
import styles from './Bars.module.css';

export interface Bar {
  readonly key: string;
  readonly name: ReactNode;
  readonly amount: string;
  /** Length of the bar, 0 to 1. */
  readonly share: number;
}

/** Named amounts with bars behind them. */
export function Bars({ bars }: { bars: readonly Bar[] }) {
  return (
    <dl className={styles.bars}>
      {bars.map(({ key, name, amount, share }) => (
        <div key={key} style={{ '--share': `${share * 100}%` }}>
          <dt>{name}</dt>
          <dd className="number">{amount}</dd>
        </div>
      ))}
    </dl>
  );
}
