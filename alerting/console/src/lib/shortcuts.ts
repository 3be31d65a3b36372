import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { usePreferences } from './preferences';

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/**
 * Keys that act while this component is shown, such as `j` or `g n` (one after the other). They rest while somebody types,
 * while a dialog asks something, and for viewers who switched them off.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const { shortcuts: enabled } = usePreferences();
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const keys = Object.keys(shortcuts).join('\n');
  useEffect(() => {
    if (!enabled) {
      return;
    }
    const bindings = keys.split('\n').map((key): [string, (event: KeyboardEvent) => void] => [
      key,
      (event) => {
        if (!resting(event) && (key.includes(' ') || !endsChord(event))) {
          event.preventDefault();
          latest.current[key]?.(event);
        }
      },
    ]);
    return tinykeys(window, Object.fromEntries(bindings));
  }, [enabled, keys]);
}

const CHORD_STARTS_WITH = 'g';
/** As long as the library waits for a chord's second key. */
const CHORD_MILLIS = 1_000;

let lastKey: KeyboardEvent | null = null;
let keyBefore: KeyboardEvent | null = null;
window.addEventListener(
  'keydown',
  (event) => {
    keyBefore = lastKey;
    lastKey = event;
  },
  { capture: true },
);

/** Whether a key goes on what `g` began: then it goes somewhere, and must not judge the row that has the focus as well. */
function endsChord(event: KeyboardEvent): boolean {
  return keyBefore?.key === CHORD_STARTS_WITH && event.timeStamp - keyBefore.timeStamp < CHORD_MILLIS;
}

function resting(event: KeyboardEvent): boolean {
  const target = event.target;
  const typing =
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select'));
  return typing || event.isComposing || document.querySelector('dialog[open]') !== null;
}

/** Moves the focus to the next (1) or previous (-1) of the page's rows, which carry `data-row`. */
export function moveFocus(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
  const target = next?.querySelector<HTMLElement>('[data-row-focus]') ?? next;
  target?.focus();
  target?.scrollIntoView({ block: 'nearest' });
}

/** What the row that has the focus stands for: the value of its `data-row`. */
export function focusedRow(): string | null {
  return document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null;
}
