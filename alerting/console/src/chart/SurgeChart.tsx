import { curveStepAfter } from '@visx/curve';
import { Area, Bar, Line, LinePath } from '@visx/shape';
import type { AlertSeries, Severity } from '../api/alerts';
import { capitalised, count, instant } from '../lib/format';
import { usePreferences } from '../lib/preferences';
import styles from './Chart.module.css';
import { type Scales, TimeChart } from './TimeChart';

type Point = AlertSeries['points'][number];

interface Props {
  series: AlertSeries;
  severity: Severity;
  surgeStart: string;
  surgeEnd: string;
}

/** What was observed against what the key's own past leads one to expect, with the interval, and where the surge lies. */
export function SurgeChart({ series, severity, surgeStart, surgeEnd }: Props) {
  const { zone } = usePreferences();
  const { points, steps } = series;
  const high = Math.max(1, ...points.flatMap((point) => [point.negative, point.expectedHigh ?? 0]));
  const known = points.filter((point) => point.expectedNegative !== null);
  const turns = steps.filter((step, index) => index === 0 || step.state !== steps[index - 1]?.state);

  const marks = ({ x, y, wide, height }: Scales) => (
    <>
      <Bar className={styles.surge} x={x(surgeStart)} width={x(surgeEnd) - x(surgeStart)} y={0} height={height} />
      <Area<Point>
        className={styles.interval}
        data={closed(known)}
        x={(point) => x(point.start)}
        y0={(point) => y(point.expectedLow ?? 0)}
        y1={(point) => y(point.expectedHigh ?? 0)}
        curve={curveStepAfter}
      />
      {points.map((point) => (
        <Bar
          key={point.start}
          className={
            point.expectedHigh !== null && point.negative > point.expectedHigh ? styles[severity] : styles.usual
          }
          x={x(point.start)}
          width={wide(point)}
          y={y(point.negative)}
          height={y(0) - y(point.negative)}
        />
      ))}
      <LinePath<Point>
        className={styles.expected}
        data={closed(known)}
        x={(point) => x(point.start)}
        y={(point) => y(point.expectedNegative ?? 0)}
        curve={curveStepAfter}
      />
      {turns.map((step) => (
        <g key={step.windowEnd} transform={`translate(${x(step.windowEnd)},0)`}>
          <Line className={styles.turn} from={{ x: 0, y: -4 }} to={{ x: 0, y: height }} />
          <text className={styles.turnText} y={-8} textAnchor="middle">
            {step.state}
          </text>
        </g>
      ))}
    </>
  );

  return (
    <TimeChart
      title="Negative messages, observed against expected"
      steps={points}
      from={series.from}
      to={series.to}
      low={0}
      high={high}
      marks={marks}
      legend={
        <>
          <span className={`${styles.swatch} ${styles.usual}`}>Observed</span>
          <span className={`${styles.swatch} ${styles[severity]}`}>Beyond the interval</span>
          <span className={`${styles.swatch} ${styles.interval}`}>Expected, central 95%</span>
          <span className={`${styles.swatch} ${styles.surge}`}>Surge</span>
        </>
      }
      readout={(point) => (
        <>
          <strong>{instant(point.start, zone)}</strong>
          <span>
            {point.negative} negative of {point.total}
          </span>
          <span>{expectation(point)}</span>
        </>
      )}
      table={{
        head: ['From', 'Negative', 'Of', 'Expected', 'Interval'],
        row: (point) => [
          instant(point.start, zone),
          String(point.negative),
          String(point.total),
          count(point.expectedNegative),
          point.expectedLow === null ? '–' : `${count(point.expectedLow)} to ${count(point.expectedHigh)}`,
        ],
      }}
    />
  );
}

function expectation(point: Point): string {
  return point.expectedNegative === null
    ? 'Too little past to expect a number'
    : capitalised(
        `expected ${count(point.expectedNegative)} (${count(point.expectedLow)} to ${count(point.expectedHigh)})`,
      );
}

/** A step curve ends at the start of its last point: one more at its end lets the last step be seen. */
function closed(points: readonly Point[]): Point[] {
  const last = points.at(-1);
  return last === undefined ? [] : [...points, { ...last, start: last.end }];
}
