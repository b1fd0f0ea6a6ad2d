/** A kept run with what it measured, and what the table says of it. */
import type { Evaluated, Measured } from '../session/run-state';
import type { SavedRun } from '../session/run-store';

export interface RunData {
  run: SavedRun;
  updates: readonly Measured[];
  evaluations: readonly Evaluated[];
}

export interface Estimate {
  value: number;
  low?: number;
  high?: number;
}

/** Held-out pass@1 of an evaluation, with its 95 % interval. */
export function passOf({ metrics }: Measured): Estimate | undefined {
  const value = metrics['eval/pass@1'];
  return value === undefined
    ? undefined
    : { value, low: metrics['eval/pass@1_low'], high: metrics['eval/pass@1_high'] };
}

export function lastPass({ evaluations }: RunData): Estimate | undefined {
  const last = evaluations.at(-1);
  return last && passOf(last);
}

export function bestPass({ evaluations }: RunData): Estimate | undefined {
  const all = evaluations.map(passOf).filter((pass) => pass !== undefined);
  return all.length === 0 ? undefined : all.reduce((best, pass) => (pass.value > best.value ? pass : best));
}

/** Compute of the training so far. */
export const gflopAt = ({ updates }: Pick<RunData, 'updates'>, step: number): number =>
  (updates.findLast((row) => row.step <= step)?.metrics['compute/flops'] ?? 0) / 1e9;
