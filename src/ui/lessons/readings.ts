/** Numbers of a run as a lesson's reveal needs them. */

import { mean } from '../../common/statistics';
import type { Metrics } from '../../rl/records/events';
import type { Evaluated, RunState } from '../session/run-state';
import type { LessonRuns } from './lesson';

/** All runs, when every one of them has ended; undefined before. */
export function ended(runs: LessonRuns): RunState[] | undefined {
  const done = runs.filter((run) => run?.end !== undefined && run.updates.length > 0);
  return done.length === runs.length ? (done as RunState[]) : undefined;
}

/** A metric by step, oldest first, without the steps that do not have it. */
export function metricValues(run: RunState, metric: keyof Metrics): number[] {
  return run.updates.map(({ metrics }) => metrics[metric]).filter((value) => value !== undefined);
}

/** The mean; NaN without values. */
export const meanOrNaN = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : mean(values));

interface Change {
  from: number;
  to: number;
}

/** The mean of a metric over the first and the last quarter of the steps; undefined where no step has it. */
export function change(run: RunState, metric: keyof Metrics): Change | undefined {
  const values = metricValues(run, metric);
  if (values.length === 0) return undefined;
  const few = Math.ceil(values.length / 4);
  return { from: mean(values.slice(0, few)), to: mean(values.slice(-few)) };
}

/** Held-out pass@1 before training and at the end; undefined where it was not measured twice. */
export function passChange({ evaluations }: RunState): Change | undefined {
  if (evaluations.length < 2) return undefined;
  const of = (metrics: Metrics) => metrics['eval/pass@1'];
  return { from: of(evaluations[0].metrics), to: of(evaluations[evaluations.length - 1].metrics) };
}

/** The standard deviation that a score has because of the programs that were drawn; undefined where they are not known. */
export function drawNoise({ problems }: Evaluated): number | undefined {
  const drawn = problems?.filter(({ n }) => n > 1);
  if (!drawn?.length) return undefined;
  const variance = drawn.reduce((sum, { n, c }) => sum + ((c / n) * (1 - c / n)) / (n - 1), 0);
  return Math.sqrt(variance) / drawn.length;
}

/** 0 where it rose by more than `by`, 1 where it stayed, 2 where it fell. */
export function direction({ from, to }: Change, by: number): 0 | 1 | 2 {
  if (to > from + by) return 0;
  return to < from - by ? 2 : 1;
}

/** A share as text: "3.5 %"; nothing at all is "0 %". */
export function share(value: number): string {
  const points = value * 100;
  const digits = points !== 0 && Math.abs(points) < 9.95 ? (Math.abs(points) < 0.095 ? 2 : 1) : 0;
  return `${points.toFixed(digits)}\u202f%`;
}

export const fromTo = ({ from, to }: Change, text: (value: number) => string = share): string =>
  `${text(from)} → ${text(to)}`;
