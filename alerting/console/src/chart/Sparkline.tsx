import { scaleLinear, scaleUtc } from '@visx/scale';
import { Bar, Line } from '@visx/shape';
import type { TrendPoint } from '../api/trends';
import styles from './Chart.module.css';

interface Props {
  points: readonly TrendPoint[];
  /** End of the range, epoch milliseconds; it begins `hours` earlier. */
  end: number;
  hours: number;
  /** Negative messages per step that the past leads one to expect. */
  expected: number;
}

const WIDTH = 240;
const HEIGHT = 64;
const STEP_MILLIS = 3_600_000;

/**
 * A key's last day in a few pixels: positive messages up, negative ones down, each hour a bar. It is decoration for the
 * figures written beside it, so screen readers skip it.
 */
export function Sparkline({ points, end, hours, expected }: Props) {
  const x = scaleUtc({ domain: [end - hours * STEP_MILLIS, end], range: [0, WIDTH] });
  const up = Math.max(1, ...points.map((point) => point.positive));
  const down = Math.max(1, expected, ...points.map((point) => point.negative));
  const y = scaleLinear({ domain: [up, -down], range: [2, HEIGHT - 2] });
  const zero = y(0);
  const width = WIDTH / hours - 1.5;
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {points.map((point) => {
        const left = x(new Date(point.start));
        return (
          <g key={point.start}>
            <Bar
              className={styles.positive}
              x={left}
              width={width}
              y={y(point.positive)}
              height={zero - y(point.positive)}
            />
            <Bar className={styles.negative} x={left} width={width} y={zero} height={y(-point.negative) - zero} />
          </g>
        );
      })}
      <Line className={styles.zero} from={{ x: 0, y: zero }} to={{ x: WIDTH, y: zero }} />
      {expected > 0 ? (
        <Line className={styles.expected} from={{ x: 0, y: y(-expected) }} to={{ x: WIDTH, y: y(-expected) }} />
      ) : null}
    </svg>
  );
}
