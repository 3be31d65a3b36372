import type { ReactNode } from 'react';
import type { AlertDetail } from '../api/alerts';
import { count, duration, multiple, percent, tailProbability } from '../lib/format';
import { Time } from '../ui/Time';
import styles from './Facts.module.css';

/** The figures behind an alert. */
export function Facts({ detail }: { detail: AlertDetail }) {
  const { alert, pValue } = detail;
  const times = multiple(alert.observedNegative, alert.expectedNegative);
  return (
    <dl className={styles.facts}>
      <Fact name="Negative messages" value={count(alert.observedNegative)}>
        expected {count(alert.expectedNegative)} ({count(alert.expectedLow)} to {count(alert.expectedHigh)})
        {times === null ? null : `, ${times}`}
      </Fact>
      <Fact name="Negative share" value={percent(alert.negativeShare)}>
        usual {percent(alert.usualNegativeShare)}, of {count(alert.total)} messages
      </Fact>
      <Fact name="Distinct stories" value={count(alert.distinctStories)}>
        repeats of one story count once
      </Fact>
      <Fact name="Chance of it by accident" value={tailProbability(pValue)}>
        score {alert.score.toFixed(1)}
      </Fact>
      <Fact name="Lasts" value={duration(Date.parse(alert.windowEnd) - Date.parse(alert.surgeStart))}>
        <Time at={alert.surgeStart} /> to <Time at={alert.windowEnd} />
      </Fact>
      <Fact name="First look" value={alert.firstLookAt === null ? 'none yet' : <Time at={alert.firstLookAt} />}>
        received <Time at={alert.receivedAt} />
      </Fact>
    </dl>
  );
}

function Fact({ name, value, children }: { name: string; value: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span>{children}</span>
      </dd>
    </div>
  );
}
