/** Arms as the lines of one chart: means over the seeds, with a band from the lowest to the highest. */

import { mean } from '../../common/statistics';
import type { Metrics } from '../../rl/records/events';
import type { ChartData, Line } from '../charts/series';
import type { RunsArm } from './arms';
import { gflopAt, passOf, type RunData } from './run-data';

export type Axis = 'step' | 'GFLOP';

interface Quantity {
  title: string;
  /** Whether it is a share of one. */
  share: boolean;
  rows(data: RunData): { step: number; value: number | undefined }[];
}

const PASS: Quantity = {
  title: 'held-out pass@1',
  share: true,
  rows: ({ evaluations }) => evaluations.map((row) => ({ step: row.step, value: passOf(row)?.value })),
};

const ofSteps = (title: string, share: boolean, read: (metrics: Metrics) => number | undefined): Quantity => ({
  title,
  share,
  rows: ({ updates }) => updates.map(({ step, metrics }) => ({ step, value: read(metrics) })),
});

/** What can be looked at beside held-out pass@1. */
export const QUANTITIES = {
  reward: ofSteps('reward', true, ({ reward }) => reward),
  learnable: ofSteps('groups with something to learn', true, ({ frac_reward_zero_std: equal }) =>
    equal === undefined ? undefined : 1 - equal,
  ),
  entropy: ofSteps('entropy of the next token', false, ({ entropy }) => entropy),
  clipped: ofSteps('tokens outside the clip', false, (metrics) => metrics['clip_ratio/region_mean']),
  cut: ofSteps('programs that were cut off', true, (metrics) => metrics['completions/clipped_ratio']),
} satisfies Record<string, Quantity>;

export type QuantityName = keyof typeof QUANTITIES;

/** Held-out pass@1 of the arms, and another quantity. */
export const overlay = (arms: readonly RunsArm[], axis: Axis, beside: QuantityName = 'reward'): ChartData[] =>
  [PASS, QUANTITIES[beside]].map((quantity) => overlayChart(arms, axis, quantity));

/** Where the x axis ends. */
export function axisExtent(arms: readonly RunsArm[], axis: Axis): number {
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

function overlayChart(arms: readonly RunsArm[], axis: Axis, { title, share, rows }: Quantity): ChartData {
  const curves = arms.map(({ runs }) => meanCurve(runs, axis, rows));
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
  return { title, unit: axis, steps, lines, share };
}

/** Runs of one config meet at the same steps; each step is the mean of those that came that far. */
function meanCurve(runs: readonly RunData[], axis: Axis, rows: Quantity['rows']): Point[] {
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
