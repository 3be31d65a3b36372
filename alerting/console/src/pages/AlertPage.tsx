import { ArrowLeft } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { Evidence } from '../alert/EvidenceList';
import { Facts } from '../alert/Facts';
import { Notes } from '../alert/Notes';
import { Origin } from '../alert/Origin';
import { SimilarAlerts } from '../alert/SimilarAlerts';
import { VerdictPanel } from '../alert/VerdictPanel';
import { useVerdict } from '../alert/verdicts';
import { type AlertDetail, useAlert, useSeries } from '../api/alerts';
import { useMay } from '../api/session';
import { SurgeChart } from '../chart/SurgeChart';
import { capitalised } from '../lib/format';
import { plain } from '../lib/hostile';
import { keyKind, keyName } from '../lib/keys';
import { magnitude } from '../lib/magnitude';
import { moveFocus, useShortcuts } from '../lib/shortcuts';
import { SeverityBadge, Tag } from '../ui/Badges';
import { HostileText } from '../ui/HostileText';
import { PageHead } from '../ui/PageHead';
import { Panel } from '../ui/Panel';
import { Failed, Loading } from '../ui/States';
import { Time } from '../ui/Time';
import { AlertLine, statusText } from './AlertLine';
import styles from './AlertPage.module.css';

/** All that is known of one alert, and what people decide on it. */
export function AlertPage() {
  const { id = '' } = useParams();
  const detail = useAlert(id);
  if (detail.isPending) {
    return <Loading what="the alert" rows={8} />;
  }
  if (detail.isError) {
    return <Failed what="The alert" error={detail.error} retry={() => void detail.refetch()} />;
  }
  return <Detail key={id} detail={detail.data} />;
}

function Detail({ detail }: { detail: AlertDetail }) {
  const { alert } = detail;
  const judge = useVerdict();
  const may = useMay('analyst');
  const act = (verdict: 'real' | 'false-alarm' | 'snooze') => () => may && judge(alert.id, { verdict });
  useShortcuts({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    r: act('real'),
    f: act('false-alarm'),
    s: act('snooze'),
  });
  return (
    <>
      <Link className={styles.back} to="/alerts">
        <ArrowLeft size={14} aria-hidden="true" /> Alerts
      </Link>
      <PageHead
        title={plain(keyName(alert.key))}
        hint={
          <span className={styles.tags}>
            <SeverityBadge severity={alert.severity} />
            <Tag>{keyKind(alert.key)}</Tag>
            <Tag>{alert.kind === 'negative-surge' ? 'Negative surge' : 'Unusual attention'}</Tag>
            <Tag>{capitalised(alert.state)}</Tag>
            <Tag strong>{statusText(alert.status)}</Tag>
            <span>
              since <Time at={alert.surgeStart} />
              {alert.resolvedAt === null ? null : (
                <>
                  {' '}
                  until <Time at={alert.resolvedAt} />
                </>
              )}
            </span>
            <Link to={`/trends/${encodeURIComponent(alert.key.text)}`}>Trend</Link>
          </span>
        }
      />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Panel title="What happened">
            <p className={styles.summary}>
              <HostileText text={detail.summary} />
            </p>
            <Facts detail={detail} />
          </Panel>
          <Panel
            title="Observed against expected"
            hint={`${magnitude(alert).what} of this key, repeats left out; the interval is the central 95% of the past at this time of day`}
          >
            <Surge detail={detail} />
          </Panel>
          <Panel
            title="Evidence"
            hint="The messages that speak most for the surge; words are marked in proportion to the model’s attention"
            flush
          >
            <Evidence evidence={detail.evidence} />
          </Panel>
        </div>
        <div className={styles.side}>
          <VerdictPanel detail={detail} />
          <Words alert={alert} usualTerms={detail.usualTerms} />
          <Notes detail={detail} />
          {detail.related.length === 0 ? null : (
            <Panel title="Same story" hint="Other alerts about the same event" flush>
              {detail.related.map((other) => (
                <AlertLine key={other.id} alert={other} />
              ))}
            </Panel>
          )}
          <SimilarAlerts id={alert.id} />
          <Origin detail={detail} />
        </div>
      </div>
    </>
  );
}

function Surge({ detail }: { detail: AlertDetail }) {
  const { alert } = detail;
  const series = useSeries(alert.id);
  if (series.isPending) {
    return <Loading what="the chart" rows={4} />;
  }
  if (series.isError) {
    return <Failed what="The chart" error={series.error} retry={() => void series.refetch()} />;
  }
  return (
    <SurgeChart
      series={series.data}
      severity={alert.severity}
      kind={alert.kind}
      surgeStart={alert.surgeStart}
      surgeEnd={alert.windowEnd}
    />
  );
}

function Words({ alert, usualTerms }: { alert: AlertDetail['alert']; usualTerms: readonly string[] }) {
  if (alert.entities.length === 0 && alert.leadingTerms.length === 0 && usualTerms.length === 0) {
    return null;
  }
  return (
    <Panel title="Who and what">
      {alert.entities.length === 0 ? null : (
        <>
          <h3 className={styles.label}>Companies</h3>
          <ul className={styles.words}>
            {alert.entities.map((entity) => (
              <li key={entity}>
                <Link to={`/messages?entity=${encodeURIComponent(entity)}`}>
                  <HostileText text={entity} />
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <Terms name="Words that counted most" terms={alert.leadingTerms} />
      <Terms name="Usually" terms={usualTerms} />
    </Panel>
  );
}

function Terms({ name, terms }: { name: string; terms: readonly string[] }) {
  return terms.length === 0 ? null : (
    <>
      <h3 className={styles.label}>{name}</h3>
      <ul className={styles.words}>
        {terms.map((term) => (
          <li key={term}>
            <Tag>
              <HostileText text={term} />
            </Tag>
          </li>
        ))}
      </ul>
    </>
  );
}
