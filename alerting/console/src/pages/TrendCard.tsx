import { Link } from 'react-router';
import type { TrendRow } from '../api/trends';
import { Sparkline } from '../chart/Sparkline';
import { count, signed } from '../lib/format';
import { keyKind, keyName } from '../lib/keys';
import { SeverityBadge } from '../ui/Badges';
import { HostileText } from '../ui/HostileText';
import styles from './NowPage.module.css';

/** `negative` and `expectedNegative` of a row are over the last two hours. */
const HOURS_SUMMED = 2;
const HOURS_SHOWN = 24;

export function TrendCard({ row, end }: { row: TrendRow; end: number }) {
  const { key, openAlert } = row;
  return (
    <article className={`${styles.card} ${openAlert === null ? '' : styles[openAlert.severity]}`}>
      <header className={styles.cardHead}>
        <h3 className={styles.name}>
          <Link to={`/trends/${encodeURIComponent(key.text)}`}>
            <HostileText text={keyName(key)} />
          </Link>
        </h3>
        {openAlert === null ? (
          <span className={styles.kind}>{keyKind(key)}</span>
        ) : (
          <Link className={styles.alert} to={`/alerts/${encodeURIComponent(openAlert.id)}`}>
            <SeverityBadge severity={openAlert.severity} />
            <span className="visually-hidden">alert</span>
          </Link>
        )}
      </header>
      <Sparkline points={row.points} end={end} hours={HOURS_SHOWN} expected={row.expectedNegative / HOURS_SUMMED} />
      <dl className={styles.figures}>
        <div>
          <dt>Negative, 2 h</dt>
          <dd>
            <strong>{count(row.negative)}</strong> <span>of usual {count(row.expectedNegative)}</span>
          </dd>
        </div>
        <div>
          <dt>Mean score</dt>
          <dd>
            <strong>{signed(row.meanScore)}</strong> <span>usual {signed(row.usualMeanScore)}</span>
          </dd>
        </div>
      </dl>
    </article>
  );
}
