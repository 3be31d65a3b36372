import { Bar } from '@visx/shape';
import type { Trend, TrendPoint } from '../api/trends';
import { instant, signed } from '../lib/format';
import { usePreferences } from '../lib/preferences';
import styles from './Chart.module.css';
import { TimeChart } from './TimeChart';

/** Positive messages up, negative ones down, and when alerts opened. */
export function SentimentChart({ trend }: { trend: Trend }) {
  const { zone } = usePreferences();
  const { points } = trend;
  return (
    <TimeChart<TrendPoint>
      title="Positive and negative messages over time"
      steps={points}
      from={trend.from}
      to={trend.to}
      low={-Math.max(1, ...points.map((point) => point.negative))}
      high={Math.max(1, ...points.map((point) => point.positive))}
      marks={({ x, y, wide, height }) => (
        <>
          {trend.alerts.map((alert) => (
            <Bar
              key={alert.id}
              className={styles.surge}
              x={x(alert.surgeStart)}
              width={Math.max(2, x(alert.windowEnd) - x(alert.surgeStart))}
              y={0}
              height={height}
            />
          ))}
          {points.map((point) => (
            <g key={point.start}>
              <Bar
                className={styles.positive}
                x={x(point.start)}
                width={wide(point)}
                y={y(point.positive)}
                height={y(0) - y(point.positive)}
              />
              <Bar
                className={styles.negative}
                x={x(point.start)}
                width={wide(point)}
                y={y(0)}
                height={y(-point.negative) - y(0)}
              />
            </g>
          ))}
        </>
      )}
      legend={
        <>
          <span className={`${styles.swatch} ${styles.positive}`}>Positive</span>
          <span className={`${styles.swatch} ${styles.negative}`}>Negative</span>
          <span className={`${styles.swatch} ${styles.surge}`}>Alert</span>
        </>
      }
      readout={(point) => (
        <>
          <strong>{instant(point.start, zone)}</strong>
          <span>{point.positive} positive</span>
          <span>{point.negative} negative</span>
          <span>{point.neutral} neutral</span>
          <span>mean score {signed(point.meanScore)}</span>
        </>
      )}
      table={{
        head: ['From', 'Positive', 'Neutral', 'Negative', 'With repeats', 'Mean score'],
        row: (point) => [
          instant(point.start, zone),
          String(point.positive),
          String(point.neutral),
          String(point.negative),
          String(point.totalWithRepeats),
          signed(point.meanScore),
        ],
      }}
    />
  );
}
