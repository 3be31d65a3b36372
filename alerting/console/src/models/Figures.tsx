import { useState } from 'react';
import type { Figure, Model } from '../api/models';
import { capitalised, count, figure, signed } from '../lib/format';
import { Segments, Select } from '../ui/Fields';
import { HostileText } from '../ui/HostileText';
import { Panel } from '../ui/Panel';
import styles from './Figures.module.css';

type Measure = 'accuracy' | 'macroF1' | 'calibrationError';

const MEASURES = [
  { value: 'accuracy', label: 'Accuracy' },
  { value: 'macroF1', label: 'Macro F1' },
  { value: 'calibrationError', label: 'Calibration error' },
] as const;

/** Below this a difference is shown without colour: it would not hold on another sample of texts. */
const NOTABLE = 0.005;

/** The models side by side on one set of texts, each against the one in use. */
export function Figures({ models, inUse }: { models: readonly Model[]; inUse: string | null }) {
  const sets = [...new Set(models.flatMap((model) => model.figures.map(setOf)))];
  const [chosen, setChosen] = useState<string | null>(null);
  const [measure, setMeasure] = useState<Measure>('macroF1');
  const set = chosen ?? sets[0];
  if (set === undefined) {
    return null;
  }
  const measured = models.filter((model) => model.figures.some((item) => setOf(item) === set));
  const tasks = [...new Set(measured.flatMap((model) => model.figures.map((item) => item.task)))];
  const reference = measured.find((model) => model.version === inUse);
  return (
    <Panel
      title="Figures"
      hint={reference === undefined ? 'As measured when the model was made' : `Differences are to ${reference.version}`}
      actions={
        <>
          <Select
            label="Texts"
            value={set}
            options={sets.map((value) => ({ value, label: value }))}
            change={setChosen}
          />
          <Segments
            label="Measure"
            value={measure}
            options={MEASURES}
            change={(value) => setMeasure(value as Measure)}
          />
        </>
      }
      flush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label="Figures of the models">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              {tasks.map((task) => (
                <th key={task} scope="col">
                  {capitalised(task)}
                  <span className={styles.difference}>{count(find(measured[0], set, task)?.texts)} texts</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {measured.map((model) => (
              <tr key={model.version}>
                <th scope="row">
                  <HostileText text={model.version} />
                </th>
                {tasks.map((task) => (
                  <Cell
                    key={task}
                    value={find(model, set, task)?.[measure] ?? null}
                    reference={model === reference ? null : (find(reference, set, task)?.[measure] ?? null)}
                    lessIsBetter={measure === 'calibrationError'}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

interface CellProps {
  value: number | null;
  reference: number | null;
  lessIsBetter: boolean;
}

function Cell({ value, reference, lessIsBetter }: CellProps) {
  const difference = value === null || reference === null ? null : value - reference;
  const gain = difference === null ? 0 : lessIsBetter ? -difference : difference;
  const look = Math.abs(gain) < NOTABLE ? '' : gain > 0 ? styles.better : styles.worse;
  return (
    <td className="number">
      {figure(value)}
      {difference === null ? null : <span className={`${styles.difference} ${look}`}>{signed(difference, 3)}</span>}
    </td>
  );
}

function setOf(item: Figure): string {
  return `${item.split}, ${item.source}`;
}

function find(model: Model | undefined, set: string, task: string): Figure | undefined {
  return model?.figures.find((item) => setOf(item) === set && item.task === task);
}
