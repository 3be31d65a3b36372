import { type Message, TASKS } from '../api/messages';
import { capitalised, percent } from '../lib/format';
import { HostileText } from '../ui/HostileText';
import styles from './Probabilities.module.css';

const LABELS_SHOWN = 4;

/** What the model decided per task, with its calibrated probabilities, the most probable first. */
export function Probabilities({ message }: { message: Message }) {
  return (
    <div className={styles.tasks}>
      {TASKS.map((task) => {
        const ranked = Object.entries(message.probabilities[task] ?? {}).toSorted((a, b) => b[1] - a[1]);
        return ranked.length === 0 ? null : (
          <section key={task}>
            <h4 className={styles.task}>
              {capitalised(task)}
              {message.uncertain.includes(task) ? <span> · the model is not certain</span> : null}
            </h4>
            <dl className={styles.bars}>
              {ranked.slice(0, LABELS_SHOWN).map(([label, probability]) => (
                <div key={label} style={{ '--share': `${probability * 100}%` }}>
                  <dt>
                    <HostileText text={label} />
                  </dt>
                  <dd className="number">{percent(probability)}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}
