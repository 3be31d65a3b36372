import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Alert } from './alerts';
import type { Schemas } from './client';

export type Connection = 'connecting' | 'live' | 'lost';

export interface Live {
  readonly connection: Connection;
  /** Messages that the service read since it started; null before it said so. */
  readonly messages: number | null;
  /** Alerts that opened while this page was open, oldest first. */
  readonly opened: readonly Alert[];
}

/** Bursts of events cause one load each, at most this often: an accelerated replay sends thousands a second. */
const LOAD_AT_MOST_EVERY_MILLIS = 2_000;
const REMEMBERED_ALERTS = 50;
const FIRST_RETRY_MILLIS = 2_000;
const LAST_RETRY_MILLIS = 60_000;

let current: Live = { connection: 'connecting', messages: null, opened: [] };
const listeners = new Set<() => void>();

function update(change: Partial<Live>): void {
  current = { ...current, ...change };
  for (const listener of listeners) {
    listener();
  }
}

export function useLive(): Live {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** Keeps what is on screen up to date while somebody is signed in. */
export function useLiveUpdates(): void {
  const queries = useQueryClient();
  useEffect(() => connect(queries), [queries]);
}

function connect(queries: QueryClient): () => void {
  const loads = new Throttle(queries, LOAD_AT_MOST_EVERY_MILLIS);
  let source: EventSource;
  let retryMillis = FIRST_RETRY_MILLIS;
  let retry: number | undefined;

  function open(): void {
    source = new EventSource('/api/v1/stream');
    source.addEventListener('hello', () => {
      retryMillis = FIRST_RETRY_MILLIS;
      update({ connection: 'live' });
    });
    source.addEventListener('reset', () => void queries.invalidateQueries());
    source.addEventListener('alert', (event) => {
      const alert = JSON.parse(event.data) as Alert;
      remember(alert);
      loads.add('alerts');
      loads.add('trends');
      loads.add('alert', alert.id);
    });
    source.addEventListener('trend', () => loads.add('trends'));
    source.addEventListener('message-count', (event) => {
      update({ messages: (JSON.parse(event.data) as Schemas['MessageCount']).total });
    });
    source.addEventListener('model', () => loads.add('models'));
    source.addEventListener('error', () => {
      update({ connection: 'lost' });
      // The browser comes back by itself after a broken connection, but not after a refusal.
      if (source.readyState === EventSource.CLOSED) {
        retry = window.setTimeout(open, retryMillis);
        retryMillis = Math.min(retryMillis * 2, LAST_RETRY_MILLIS);
        void queries.invalidateQueries({ queryKey: ['session'] });
      }
    });
  }

  open();
  return () => {
    window.clearTimeout(retry);
    loads.stop();
    source.close();
    update({ connection: 'connecting', opened: [] });
  };
}

function remember(alert: Alert): void {
  const known = current.opened.some((other) => other.id === alert.id);
  if (!known && alert.status === 'new' && (alert.state === 'opened' || alert.state === 'escalated')) {
    update({ opened: [...current.opened, alert].slice(-REMEMBERED_ALERTS) });
  }
}

/** Gathers what must be loaded anew and loads it together, the first at once and then at most once in a while. */
class Throttle {
  private readonly waiting = new Map<string, readonly string[]>();
  private timer: number | undefined;
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly queries: QueryClient,
    private readonly everyMillis: number,
  ) {}

  add(...queryKey: readonly string[]): void {
    this.waiting.set(queryKey.join(' '), queryKey);
    this.timer ??= window.setTimeout(() => this.load(), Math.max(0, this.last + this.everyMillis - performance.now()));
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }

  private load(): void {
    this.timer = undefined;
    this.last = performance.now();
    for (const queryKey of this.waiting.values()) {
      void this.queries.invalidateQueries({ queryKey });
    }
    this.waiting.clear();
  }
}
