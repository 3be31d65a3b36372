import { Search } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { plain } from '../lib/hostile';
import styles from './Fields.module.css';

/** A label above its field. The label names the field for screen readers, too. */
export function Field({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint === undefined ? null : <p className={styles.hint}>{hint}</p>}
    </div>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly Option[];
  change: (value: string) => void;
  /** What stands for no choice; without it there must be one. */
  any?: string;
}

/** A choice that carries its label inside, as filters have it. The platform's own list opens, also on a phone. */
export function Select({ label, value, options, change, any }: SelectProps) {
  return (
    <select
      aria-label={label}
      title={label}
      className={`${styles.select} ${any === undefined || value === '' ? '' : styles.chosen}`}
      value={value}
      onChange={(event) => change(event.target.value)}
    >
      {any === undefined ? null : <option value="">{any}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {plain(option.label)}
        </option>
      ))}
    </select>
  );
}

interface SearchProps {
  label: string;
  value: string;
  change: (value: string) => void;
}

export function SearchField({ label, value, change }: SearchProps) {
  return (
    <div className={styles.search}>
      <Search size={14} aria-hidden="true" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
}

interface SegmentsProps {
  label: string;
  value: string;
  options: readonly Option[];
  change: (value: string) => void;
}

/** A few choices side by side, one of them taken: radio buttons, so arrow keys move between them. */
export function Segments({ label, value, options, change }: SegmentsProps) {
  const name = useId();
  return (
    <fieldset className={styles.segments}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.segment}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => change(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
