import type { AlertDetail } from '../api/alerts';
import { count } from '../lib/format';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import { Time } from '../ui/Time';
import styles from './Origin.module.css';

/** What produced an alert, so that it can be produced again. */
export function Origin({ detail }: { detail: AlertDetail }) {
  const { alert, detectorVersion, offsets, steps } = detail;
  return (
    <Panel title="Where it comes from">
      <dl className={styles.origin}>
        <dt>Model</dt>
        <dd>
          <HostileText text={alert.model.version} />, epoch {alert.model.epoch}
        </dd>
        <dt>Detector</dt>
        <dd>
          <HostileText text={detectorVersion} />
        </dd>
        <dt>Alert</dt>
        <dd className={styles.id}>
          <HostileText text={alert.id} />
        </dd>
        {offsets.map((range) => (
          <div key={`${range.topic} ${range.partition}`} className={styles.pair}>
            <dt>Kafka</dt>
            <dd>
              <HostileText text={range.topic} />, partition {range.partition}, {range.first} to {range.last}
            </dd>
          </div>
        ))}
      </dl>
      {steps.length === 0 ? null : (
        <details className={styles.steps}>
          <summary>{steps.length} steps of the detector</summary>
          <ol>
            {steps.map((step) => (
              <li key={`${step.windowEnd} ${step.state}`}>
                <Time at={step.windowEnd} /> {step.state}, {step.severity}, {count(step.observedNegative)} of{' '}
                {count(step.expectedNegative)}
              </li>
            ))}
          </ol>
        </details>
      )}
    </Panel>
  );
}
