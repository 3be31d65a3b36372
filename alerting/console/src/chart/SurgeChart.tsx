import { curveStepAfter } from '@visx/curve';
import { Area, Bar, Line, LinePath } from '@visx/shape';
import type { Alert, AlertSeries, Severity } from '../api/alerts';
import { count, instant } from '../lib/format';
import { usePreferences } from '../lib/preferences';
import styles from './Chart.module.css';
import { type Scales, TimeChart } from './TimeChart';

/** One step of what the alert counts: negative messages, or for unusual attention messages of any sentiment. */
interface Point {
  readonly start: string;
  readonly end: string;
  readonly observed: number;
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly negative: number;
  readonly total: number;
}

/** Height of a turn's name, in pixels. */
const TURN_ROW = 13;

interface Props {
  series: AlertSeries;
  severity: Severity;
  kind: Alert['kind'];
  surgeStart: string;
  surgeEnd: string;
}

/** What was observed against what the key's own past leads one to expect, with the interval, and where the surge lies. */
export function SurgeChart({ series, severity, kind, surgeStart, surgeEnd }: Props) {
  const { zone } = usePreferences();
  const { steps } = series;
  const points = series.points.map((point) => counted(point, kind));
  const high = Math.max(1, ...points.flatMap((point) => [point.observed, point.high ?? 0]));
  const known = points.filter((point) => point.expected !== null);
  const turns = steps.filter((step, index) => index === 0 || step.state !== steps[index - 1]?.state);

  // Turns may follow each other within minutes: each has a line of its own for its name.
  const top = turns.length * TURN_ROW + 8;

  const marks = ({ x, y, wide, height }: Scales) => (
    <>
      <Bar className={styles.surge} x={x(surgeStart)} width={x(surgeEnd) - x(surgeStart)} y={0} height={height} />
      <Area<Point>
        className={styles.interval}
        data={closed(known)}
        x={(point) => x(point.start)}
        y0={(point) => y(point.low ?? 0)}
        y1={(point) => y(point.high ?? 0)}
        curve={curveStepAfter}
      />
      {points.map((point) => (
        <Bar
          key={point.start}
          className={point.high !== null && point.observed > point.high ? styles[severity] : styles.usual}
          x={x(point.start)}
          width={wide(point)}
          y={y(point.observed)}
          height={y(0) - y(point.observed)}
        />
      ))}
      <LinePath<Point>
        className={styles.expected}
        data={closed(known)}
        x={(point) => x(point.start)}
        y={(point) => y(point.expected ?? 0)}
        curve={curveStepAfter}
      />
      {turns.map((step, row) => (
        <g key={step.windowEnd} transform={`translate(${x(step.windowEnd)},0)`}>
          <Line className={styles.turn} from={{ x: 0, y: -top + row * TURN_ROW + 4 }} to={{ x: 0, y: height }} />
          <text className={styles.turnText} x={-4} y={-top + (row + 1) * TURN_ROW} textAnchor="end">
            {step.state}
          </text>
        </g>
      ))}
    </>
  );

  return (
    <TimeChart
      title={`${kind === 'unusual-attention' ? 'Messages' : 'Negative messages'}, observed against expected`}
      steps={points}
      from={series.from}
      to={series.to}
      low={0}
      high={high}
      top={top}
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
          count(point.expected),
          point.low === null ? '–' : `${count(point.low)} to ${count(point.high)}`,
        ],
      }}
    />
  );
}

function expectation(point: Point): string {
  return point.expected === null
    ? 'Too little past to expect a number'
    : `Expected ${count(point.expected)} (${count(point.low)} to ${count(point.high)})`;
}

function counted(point: AlertSeries['points'][number], kind: Alert['kind']): Point {
  const { start, end, negative, total } = point;
  return kind === 'unusual-attention'
    ? {
        ...{ start, end, negative, total, observed: total },
        ...{ expected: point.expectedTotal, low: point.expectedTotalLow, high: point.expectedTotalHigh },
      }
    : {
        ...{ start, end, negative, total, observed: negative },
        ...{ expected: point.expectedNegative, low: point.expectedLow, high: point.expectedHigh },
      };
}

/** A step curve ends at the start of its last point: one more at its end lets the last step be seen. */
function closed(points: readonly Point[]): Point[] {
  const last = points.at(-1);
  return last === undefined ? [] : [...points, { ...last, start: last.end }];
}
