/** Runs and arms of a comparison as flat rows of numbers, named as in the metrics. */
import type { Interval } from '../evaluation/bootstrap';
import type { RunRecord } from './record';
import { type ArmSummary, passOf } from './summary';

/** A run: what it spent and reached, and its evaluations. */
export function jsonOfRun(run: RunRecord): object {
  const { points, arm, seed, ...spent } = run;
  const curve = points.map(({ step, updates, gflop, problems }) => ({
    step,
    updates,
    gflop,
    'eval/pass@1': passOf(problems),
  }));
  const [before, after] = [curve[0], curve[curve.length - 1]].map((point) => point['eval/pass@1']);
  return { type: 'run', arm, seed, 'eval/pass@1': after, gain: after - before, ...spent, points: curve };
}

/** An arm: means over its runs, with intervals. */
export function jsonOfArm(summary: ArmSummary): object {
  const { arm, runs, pass, gain, ahead, passAtK, k, passOfRuns: _, curve, ...spent } = summary;
  return {
    type: 'arm',
    arm,
    seeds: runs.map(({ seed }) => seed),
    ...flat('eval/pass@1', pass),
    ...flat('gain', gain),
    ...(ahead && flat('ahead', ahead)),
    ...(k > 1 && flat(`eval/pass@${k}`, passAtK)),
    ...spent,
    points: curve.map(({ pass: at, ...point }) => ({ ...point, ...flat('eval/pass@1', at) })),
  };
}

const flat = (name: string, { mean, low, high }: Interval): Record<string, number> => ({
  [name]: mean,
  [`${name}_low`]: low,
  [`${name}_high`]: high,
});
