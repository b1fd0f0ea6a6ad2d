/** What a comparison takes from the logs of one run. */

import { mean } from '../../common/statistics';
import type { Metrics, ProblemResult } from '../records/events';
import type { EvaluationRow, MetricsRow } from '../records/run-log';

/** A held-out evaluation, and what had been spent when it was made. */
export interface Point {
  step: number;
  updates: number;
  gflop: number;
  problems: readonly ProblemResult[];
}

/** What a run took, and how it ended. */
export interface Spent {
  steps: number;
  updates: number;
  gflop: number;
  /** Of training, without evaluations. */
  seconds: number;
  /** At the last step that had an update. */
  entropy?: number;
  /** Mean share of tokens outside the bounds of the loss, over the steps. */
  clipped?: number;
}

export interface RunRecord extends Spent {
  arm: string;
  seed: number;
  /** The first is before training, the last at the end. */
  points: readonly Point[];
}

interface Logs {
  metrics: readonly MetricsRow[];
  evaluations: readonly EvaluationRow[];
}

/** The record of a run from its logs, those of `metrics.jsonl` and `evaluations.jsonl`. */
export function toRunRecord(arm: string, seed: number, { metrics, evaluations }: Logs): RunRecord {
  const steps = metrics.filter((row) => 'compute/flops' in row);
  const spent = (step: number) => {
    const row = steps.find((candidate) => candidate.step === step);
    return { updates: row?.updates ?? 0, gflop: (row?.['compute/flops'] ?? 0) / 1e9 };
  };
  const shares = presentValues(steps, 'clip_ratio/region_mean');
  const last = steps.at(-1)?.step ?? 0;
  return {
    arm,
    seed,
    points: evaluations.map(({ step, problems }) => ({ step, ...spent(step), problems })),
    steps: last,
    ...spent(last),
    seconds: presentValues(steps, 'step_time').reduce((sum, seconds) => sum + seconds, 0),
    entropy: presentValues(steps, 'entropy').at(-1),
    clipped: shares.length > 0 ? mean(shares) : undefined,
  };
}

const presentValues = (rows: readonly Metrics[], metric: string): number[] =>
  rows.map((row) => row[metric]).filter((value) => value !== undefined);
