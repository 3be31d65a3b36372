import { Link } from 'react-router';
import type { Alert } from '../api/alerts';
import { keyName } from '../lib/keys';
import { SeverityBadge } from '../ui/Badges';
import { HostileText } from '../ui/HostileText';
import { Time } from '../ui/Time';
import styles from './AlertLine.module.css';

const STATUS: Record<Alert['status'], string> = {
  new: 'New',
  real: 'Real',
  'false-alarm': 'False alarm',
  snoozed: 'Snoozed',
};

export function statusText(status: Alert['status']): string {
  return STATUS[status];
}

/** An alert in two lines, for lists beside something else. */
export function AlertLine({ alert, note }: { alert: Alert; note?: string }) {
  return (
    <Link className={styles.line} to={`/alerts/${encodeURIComponent(alert.id)}`}>
      <span className={styles.top}>
        <span className={styles.name}>
          <HostileText text={keyName(alert.key)} />
        </span>
        <SeverityBadge severity={alert.severity} />
      </span>
      <span className={styles.rest}>
        <Time at={alert.surgeStart} />
        <span>{statusText(alert.status)}</span>
        {note === undefined ? null : <HostileText text={note} />}
      </span>
    </Link>
  );
}
