import styles from './Settings.module.css';

/** What must be put right before settings are taken. */
export function Mistakes({ mistakes }: { mistakes: readonly string[] }) {
  return mistakes.length === 0 ? null : (
    <ul role="alert" className={styles.mistakes}>
      {mistakes.map((mistake) => (
        <li key={mistake}>{mistake}</li>
      ))}
    </ul>
  );
}
