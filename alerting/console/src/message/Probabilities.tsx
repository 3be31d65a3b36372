import { type Message, TASKS } from '../api/messages';
import { capitalised, percent } from '../lib/format';
import { Bars } from '../ui/Bars';
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
            <Bars
              bars={ranked.slice(0, LABELS_SHOWN).map(([label, probability]) => ({
                key: label,
                name: <HostileText text={label} />,
                amount: percent(probability),
                share: probability,
              }))}
            />
          </section>
        );
      })}
    </div>
  );
}
