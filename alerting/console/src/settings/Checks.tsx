import { plain } from '../lib/hostile';
import styles from './Settings.module.css';

interface Props {
  label: string;
  all: readonly string[];
  chosen: readonly string[];
  change: (chosen: string[]) => void;
}

/** Some of several: check boxes under one name. What is chosen but no longer offered stays until it is taken away. */
export function Checks({ label, all, chosen, change }: Props) {
  const offered = [...all, ...chosen.filter((name) => !all.includes(name))];
  return (
    <fieldset>
      <legend className={styles.legend}>{label}</legend>
      <div className={styles.checks}>
        {offered.map((name) => (
          <label key={name} className={styles.check}>
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) =>
                change(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
              }
            />
            {plain(name).replaceAll('-', ' ')}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
