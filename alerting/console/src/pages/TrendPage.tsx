import { useParams, useSearchParams } from 'react-router';
import { useNow, useTrend } from '../api/trends';
import { SentimentChart } from '../chart/SentimentChart';
import { count } from '../lib/format';
import { plain } from '../lib/hostile';
import { keyKind, keyName } from '../lib/keys';
import { Segments } from '../ui/Fields';
import { HostileText } from '../ui/HostileText';
import { PageHead } from '../ui/PageHead';
import { Panel } from '../ui/Panel';
import { Empty, Failed, Loading } from '../ui/States';
import { AlertLine } from './AlertLine';
import styles from './TrendPage.module.css';

const DAY_MILLIS = 86_400_000;
const RANGES = [
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
] as const;

/** One key over time: its chart, its words, its alerts. */
export default function TrendPage() {
  const { key = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const days = params.get('days') ?? '7';
  const now = useNow('all');
  const asOf = now.data?.asOf ?? null;
  const range =
    asOf === null ? {} : { from: new Date(Date.parse(asOf) - Number(days) * DAY_MILLIS).toISOString(), to: asOf };
  const trend = useTrend(key, range, now.isSuccess);

  return (
    <>
      <PageHead
        title={trend.data ? plain(keyName(trend.data.key)) : plain(key)}
        hint={trend.data ? `Sentiment of this ${keyKind(trend.data.key)} over time` : undefined}
      >
        <Segments
          label="Range"
          value={days}
          options={RANGES}
          change={(value) => setParams({ days: value }, { replace: true })}
        />
      </PageHead>
      {trend.isPending ? (
        <Loading what="the trend" />
      ) : trend.isError ? (
        <Failed what="The trend" error={trend.error} retry={() => void trend.refetch()} />
      ) : (
        <div className={styles.columns}>
          <Panel title="Messages by sentiment">
            {trend.data.points.length === 0 ? (
              <Empty title="No message in this range">Choose a longer one.</Empty>
            ) : (
              <SentimentChart trend={trend.data} />
            )}
          </Panel>
          <div className={styles.side}>
            <Panel title="Words of the negative messages" hint="Of the newest windows, strongest first">
              {trend.data.leadingTerms.length === 0 ? (
                <p className={styles.none}>None stood out.</p>
              ) : (
                <ul className={styles.terms}>
                  {trend.data.leadingTerms.map(({ term, weight }) => (
                    <li key={term}>
                      <HostileText text={term} />
                      <span className="number">{count(weight)}</span>
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
            <Panel title="Alerts in this range" flush>
              {trend.data.alerts.length === 0 ? (
                <p className={`${styles.none} ${styles.inset}`}>None.</p>
              ) : (
                trend.data.alerts.map((alert) => <AlertLine key={alert.id} alert={alert} />)
              )}
            </Panel>
          </div>
        </div>
      )}
    </>
  );
}
