/** Arms as the lines of one chart: means over the seeds, with a band from the lowest to the highest. */
import { mean } from '../../rl/advantages';
import type { ChartData, Line } from '../charts/series';
import type { RunsArm } from './arms';
import { gflopAt, passOf, type RunData } from './run-data';

export type Axis = 'step' | 'GFLOP';

interface Quantity {
  title: string;
  rows(data: RunData): { step: number; value: number | undefined }[];
}

const QUANTITIES: readonly Quantity[] = [
  {
    title: 'held-out pass@1',
    rows: ({ evaluations }) => evaluations.map((row) => ({ step: row.step, value: passOf(row)?.value })),
  },
  {
    title: 'reward',
    rows: ({ updates }) => updates.map(({ step, metrics }) => ({ step, value: metrics.reward })),
  },
];

/** Held-out pass@1 and reward of the arms. */
export const overlay = (arms: readonly RunsArm[], axis: Axis): ChartData[] =>
  QUANTITIES.map((quantity) => chartOf(arms, axis, quantity));

/** Where the x axis ends. */
export function extentOf(arms: readonly RunsArm[], axis: Axis): number {
  const ends = arms.flatMap(({ runs }) =>
    runs.map((data) => (axis === 'GFLOP' ? gflopAt(data, Infinity) : Math.max(data.run.step, 1))),
  );
  return Math.max(...ends, 0);
}

interface Point {
  x: number;
  mean: number;
  low: number;
  high: number;
}

function chartOf(arms: readonly RunsArm[], axis: Axis, { title, rows }: Quantity): ChartData {
  const curves = arms.map(({ runs }) => curveOf(runs, axis, rows));
  const steps = [...new Set(curves.flatMap((points) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const lines = arms.map(({ label, colour, dash, runs }, i): Line => {
    const at = new Map(curves[i].map((point) => [point.x, point]));
    const column = (of: (point: Point) => number) =>
      steps.map((x) => {
        const point = at.get(x);
        return point ? of(point) : null;
      });
    const band = runs.length > 1 ? { low: column(({ low }) => low), high: column(({ high }) => high) } : undefined;
    return { label, style: 'line', values: column(({ mean }) => mean), band, colour, dash };
  });
  return { title, unit: axis, steps, lines, share: true };
}

/** Runs of one config meet at the same steps; each step is the mean of those that came that far. */
function curveOf(runs: readonly RunData[], axis: Axis, rows: Quantity['rows']): Point[] {
  const byStep = new Map<number, { x: number; value: number }[]>();
  for (const data of runs) {
    for (const { step, value } of rows(data)) {
      if (value === undefined) continue;
      const x = axis === 'GFLOP' ? gflopAt(data, step) : step;
      byStep.set(step, [...(byStep.get(step) ?? []), { x, value }]);
    }
  }
  return [...byStep.keys()]
    .sort((a, b) => a - b)
    .map((step) => {
      const points = byStep.get(step)!;
      const values = points.map(({ value }) => value);
      return {
        x: mean(points.map(({ x }) => x)),
        mean: mean(values),
        low: Math.min(...values),
        high: Math.max(...values),
      };
    });
}
