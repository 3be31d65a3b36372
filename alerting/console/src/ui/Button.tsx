import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './Button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `main` for the one thing to do next, `plain` for the rest, `quiet` where a border would be noise. */
  look?: 'main' | 'plain' | 'quiet';
  /** Letter that does the same, shown inside and announced. */
  shortcut?: string;
  icon?: ReactNode;
}

export function Button({ look = 'plain', shortcut, icon, children, className, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-keyshortcuts={shortcut}
      className={[styles.button, styles[look], className].filter(Boolean).join(' ')}
      {...rest}
    >
      {icon}
      {children}
      {shortcut === undefined ? null : <Key>{shortcut}</Key>}
    </button>
  );
}

/** A key of the keyboard, for those who see it; whoever uses it says it in words, too. */
export function Key({ children }: { children: ReactNode }) {
  return (
    <span aria-hidden="true" className={styles.key}>
      {children}
    </span>
  );
}
