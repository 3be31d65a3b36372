import type { ReactNode } from 'react';
import type { AlertDetail } from '../api/alerts';
import { capitalised, count, duration, multiple, percent, tailProbability } from '../lib/format';
import { magnitude } from '../lib/magnitude';
import { Time } from '../ui/Time';
import styles from './Facts.module.css';

/** The figures behind an alert. */
export function Facts({ detail }: { detail: AlertDetail }) {
  const { alert, pValue, peakScore, threshold, observedRaw } = detail;
  const { what, observed, expected, low, high } = magnitude(alert);
  const times = multiple(observed, expected);
  return (
    <dl className={styles.facts}>
      <Fact name={what} value={times === null ? count(observed) : `${count(observed)}, ${times}`}>
        {expected === null
          ? 'the job named no expectation'
          : `expected ${count(expected)} (${count(low)} to ${count(high)})`}
      </Fact>
      <Fact name="Negative share" value={percent(alert.negativeShare)}>
        usual {percent(alert.usualNegativeShare)}, of {count(alert.total)} messages
      </Fact>
      <Fact name="Distinct stories" value={count(alert.distinctStories)}>
        {observedRaw > observed ? `${count(observedRaw)} messages with repeats` : 'repeats of one story count once'}
      </Fact>
      <Fact name="Chance of it by accident" value={tailProbability(pValue)}>
        score {alert.score.toFixed(1)}, peak {peakScore.toFixed(1)}
        {threshold === null ? null : `, raised from ${threshold.toFixed(1)}`}
      </Fact>
      <Fact name="Lasts" value={duration(Date.parse(alert.windowEnd) - Date.parse(alert.surgeStart))}>
        <Time at={alert.surgeStart} /> to <Time at={alert.windowEnd} />
      </Fact>
      <Fact name="State" value={capitalised(alert.state)}>
        found <Time at={alert.detectedAt} />
        {alert.resolvedAt === null ? null : (
          <>
            , over <Time at={alert.resolvedAt} />
          </>
        )}
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
