import { Check, Clock, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Alert } from '../api/alerts';
import { useMay } from '../api/session';
import { count, multiple, percent } from '../lib/format';
import { keyKind, keyName } from '../lib/keys';
import { magnitude } from '../lib/magnitude';
import { statusText } from '../pages/AlertLine';
import { SeverityBadge, Tag } from '../ui/Badges';
import { Button } from '../ui/Button';
import { HostileText } from '../ui/HostileText';
import { Time } from '../ui/Time';
import styles from './AlertRow.module.css';
import { useVerdict } from './verdicts';

interface Props {
  alert: Alert;
  /** Belongs to the story of the row above. */
  inner?: boolean;
  extra?: ReactNode;
}

/** One alert of the inbox: what, how much against what is usual, since when; and what to say of it. */
export function AlertRow({ alert, inner = false, extra }: Props) {
  const judge = useVerdict();
  const may = useMay('analyst');
  const name = keyName(alert.key);
  const { what, observed, expected } = magnitude(alert);
  const times = multiple(observed, expected);
  return (
    <li className={`${styles.row} ${inner ? styles.inner : ''}`} data-row={alert.id}>
      <div className={styles.severity}>
        <SeverityBadge severity={alert.severity} />
      </div>
      <div className={styles.what}>
        <p className={styles.top}>
          <Link className={styles.name} data-row-focus to={`/alerts/${encodeURIComponent(alert.id)}`}>
            <HostileText text={name} />
          </Link>
          <span className={styles.kind}>{keyKind(alert.key)}</span>
          <Tag>{alert.state}</Tag>
          {alert.kind === 'unusual-attention' ? <Tag>unusual attention</Tag> : null}
          {alert.status === 'new' ? null : <Tag strong>{statusText(alert.status)}</Tag>}
          {alert.firstLookAt === null ? <Tag strong>unread</Tag> : null}
        </p>
        <p className={styles.headline}>
          {alert.headline === null ? (
            alert.leadingTerms.length === 0 ? (
              'No message is quoted'
            ) : (
              <HostileText text={alert.leadingTerms.join(' · ')} />
            )
          ) : (
            <HostileText text={alert.headline} />
          )}
        </p>
        {extra}
      </div>
      <dl className={styles.figures}>
        <div>
          <dt>{what}</dt>
          <dd>
            <strong>{count(observed)}</strong> usual {count(expected)}
            {times === null ? null : <span className={styles.times}>{times}</span>}
          </dd>
        </div>
        <div>
          <dt>Negative share</dt>
          <dd>
            <strong>{percent(alert.negativeShare)}</strong> usual {percent(alert.usualNegativeShare)}
          </dd>
        </div>
        <div>
          <dt>Stories</dt>
          <dd>
            <strong>{count(alert.distinctStories)}</strong>
          </dd>
        </div>
      </dl>
      <p className={styles.since}>
        <span>{alert.resolvedAt === null ? 'since' : 'until'}</span> <Time at={alert.resolvedAt ?? alert.surgeStart} />
      </p>
      {may ? (
        <div className={styles.actions}>
          <Button
            look="quiet"
            icon={<Check size={15} />}
            aria-label={`Real: ${name}`}
            title="Real (r)"
            onClick={() => judge(alert.id, { verdict: 'real' })}
          />
          <Button
            look="quiet"
            icon={<X size={15} />}
            aria-label={`False alarm: ${name}`}
            title="False alarm (f)"
            onClick={() => judge(alert.id, { verdict: 'false-alarm' })}
          />
          <Button
            look="quiet"
            icon={<Clock size={15} />}
            aria-label={`Snooze for four hours: ${name}`}
            title="Snooze for four hours (s)"
            onClick={() => judge(alert.id, { verdict: 'snooze' })}
          />
        </div>
      ) : null}
    </li>
  );
}
