import { AxisBottom, AxisLeft } from '@visx/axis';
import { GridRows } from '@visx/grid';
import { useParentSize } from '@visx/responsive';
import { scaleLinear, scaleTime, scaleUtc } from '@visx/scale';
import { Bar, Line } from '@visx/shape';
import { type PointerEvent, type ReactNode, useId, useState } from 'react';
import { instant } from '../lib/format';
import { usePreferences } from '../lib/preferences';
import styles from './Chart.module.css';

/** A step of the time axis. */
export interface Step {
  /** ISO-8601, UTC. */
  readonly start: string;
  /** Excluded. */
  readonly end: string;
}

export interface Scales {
  readonly x: (at: string) => number;
  readonly y: (value: number) => number;
  /** Width of a step in pixels, with a gap to the next one. */
  readonly wide: (step: Step) => number;
  readonly height: number;
}

interface Props<S extends Step> {
  /** What the chart shows, for those who do not see it; the figures themselves are in the table. */
  title: string;
  steps: readonly S[];
  from: string;
  to: string;
  low: number;
  high: number;
  height?: number;
  /** Space above the marks, in pixels. */
  top?: number;
  /** What is said of the step under the pointer. */
  readout: (step: S) => ReactNode;
  /** What is said while no step is pointed at: the legend. */
  legend: ReactNode;
  marks: (scales: Scales) => ReactNode;
  /** The same figures as a table. */
  table: { head: readonly string[]; row: (step: S) => readonly string[] };
}

const MARGIN = { right: 8, bottom: 26, left: 40 };

/** Axes, grid, pointer and table of a chart over time; the marks come from whoever uses it. */
export function TimeChart<S extends Step>(props: Props<S>) {
  const { title, steps, from, to, low, high, height = 280, top = 22, readout, legend, marks, table } = props;
  const { zone } = usePreferences();
  const { parentRef, width } = useParentSize({ debounceTime: 50 });
  const [pointed, setPointed] = useState<S | null>(null);
  const caption = useId();

  const inner = { width: Math.max(0, width - MARGIN.left - MARGIN.right), height: height - top - MARGIN.bottom };
  const time = { domain: [new Date(from), new Date(to)], range: [0, inner.width] };
  const xScale = zone === 'UTC' ? scaleUtc(time) : scaleTime(time);
  const yScale = scaleLinear({ domain: [low, high], range: [inner.height, 0], nice: 4 });
  const scales: Scales = {
    x: (at) => xScale(new Date(at)),
    y: (value) => yScale(value),
    wide: (step) => Math.max(1, (xScale(new Date(step.end)) - xScale(new Date(step.start))) * 0.82),
    height: inner.height,
  };

  function point(event: PointerEvent<SVGSVGElement>): void {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
    const at = xScale.invert(left).getTime();
    setPointed(steps.find((step) => Date.parse(step.start) <= at && at < Date.parse(step.end)) ?? null);
  }

  return (
    <figure className={styles.figure} aria-labelledby={caption}>
      <figcaption id={caption} className="visually-hidden">
        {title}
      </figcaption>
      <div className={styles.readout}>{pointed === null ? legend : readout(pointed)}</div>
      <div ref={parentRef} className={styles.frame} style={{ '--height': `${height}px` }}>
        {inner.width > 0 ? (
          <svg
            width={width}
            height={height}
            aria-hidden="true"
            onPointerMove={point}
            onPointerDown={point}
            onPointerLeave={() => setPointed(null)}
          >
            <g transform={`translate(${MARGIN.left},${top})`}>
              <GridRows scale={yScale} width={inner.width} numTicks={4} className={styles.grid} />
              {pointed === null ? null : (
                <Bar
                  className={styles.pointed}
                  x={scales.x(pointed.start)}
                  width={scales.wide(pointed)}
                  y={0}
                  height={inner.height}
                />
              )}
              {marks(scales)}
              <Line className={styles.zero} from={{ x: 0, y: yScale(0) }} to={{ x: inner.width, y: yScale(0) }} />
              <AxisLeft
                scale={yScale}
                numTicks={4}
                hideAxisLine
                hideTicks
                tickFormat={(tick) => String(Math.abs(Number(tick)))}
                tickClassName={styles.tick}
              />
              <AxisBottom
                scale={xScale}
                top={inner.height}
                numTicks={Math.max(2, Math.floor(inner.width / 110))}
                hideAxisLine
                hideTicks
                tickFormat={(tick) => tickText(tick as Date, zone)}
                tickClassName={styles.tick}
              />
            </g>
          </svg>
        ) : null}
      </div>
      <details className={styles.table}>
        <summary>Show as table</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles.scroll} tabIndex={0} aria-label={`Figures: ${title}`}>
          <table>
            <thead>
              <tr>
                {table.head.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {steps.map((step) => (
                <tr key={step.start}>
                  {table.row(step).map((cell, column) => (
                    <td key={table.head[column]} className="number">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}

/** The day at midnight, else the time of day. */
function tickText(at: Date, zone: 'local' | 'UTC'): string {
  const clock = instant(at, zone, 'clock');
  return clock === '00:00' ? instant(at, zone, 'day') : clock;
}
