import { useSyncExternalStore } from 'react';
import type { Zone } from './format';

export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  readonly theme: Theme;
  readonly zone: Zone;
  /** Whether single letters act as commands; speech control and some keyboards need them off. */
  readonly shortcuts: boolean;
}

const DEFAULTS: Preferences = { theme: 'system', zone: 'local', shortcuts: true };
const listeners = new Set<() => void>();
let current = load();

/** What this browser's viewer chose. Kept in this browser only; the service knows nothing of it. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** Changes some preferences, here and for the next visit. */
export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  for (const [name, value] of Object.entries(change)) {
    store(name, String(value));
  }
  applyTheme();
  for (const listener of listeners) {
    listener();
  }
}

function applyTheme(): void {
  if (current.theme === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = current.theme;
  }
}

function load(): Preferences {
  const theme = stored('theme');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : DEFAULTS.theme,
    zone: stored('zone') === 'UTC' ? 'UTC' : DEFAULTS.zone,
    shortcuts: stored('shortcuts') !== 'false',
  };
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`tidewatch.${name}`);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(`tidewatch.${name}`, value);
  } catch {
    // Storage is switched off: the choice holds until the page is closed.
  }
}
