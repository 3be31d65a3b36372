import { useEffect, useRef, useState } from 'react';
import type { Alert } from '../api/alerts';
import { useLive } from '../api/live';
import { keyName } from '../lib/keys';
import { severityRank } from '../ui/Badges';

/** Screen readers hear of new alerts at most this often, together: a storm of alerts must not talk without end. */
const GATHER_MILLIS = 5_000;

export function Announcer() {
  const { opened } = useLive();
  const told = useRef(new Set<string>());
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => {
      const fresh = opened.filter((alert) => !told.current.has(alert.id));
      if (fresh.length > 0) {
        told.current = new Set(opened.map((alert) => alert.id));
        setText(sentence(fresh));
      }
    }, GATHER_MILLIS);
    return () => window.clearTimeout(timer);
  }, [opened]);
  return (
    <div role="status" className="visually-hidden">
      {text}
    </div>
  );
}

export function sentence(alerts: readonly Alert[]): string {
  const worst = alerts.reduce((a, b) => (severityRank(b.severity) > severityRank(a.severity) ? b : a));
  const name = `${keyName(worst.key)}, ${worst.severity}`;
  return alerts.length === 1 ? `New alert: ${name}` : `${alerts.length} new alerts, the most severe: ${name}`;
}
