/** What a run writes down, line by line: the rows of `metrics.jsonl`, `evaluations.jsonl` and `rollouts.jsonl`. */
import type { Metrics, ProblemResult } from './events';
import type { Group } from './group';

/** The names of a run's logs in its folder, and of its options. */
export const CONFIG = 'config.json';
export const METRICS = 'metrics.jsonl';
export const EVALUATIONS = 'evaluations.jsonl';
export const ROLLOUTS = 'rollouts.jsonl';

export type MetricsRow = { step: number } & Metrics;

export interface EvaluationRow {
  step: number;
  problems: readonly ProblemResult[];
}

export const metricsRow = ({ step, metrics }: { step: number; metrics: Metrics }): MetricsRow => ({ step, ...metrics });

/** A row for each group of a step. */
export const rolloutRows = (step: number, groups: readonly Group[]): object[] =>
  groups.map((group) => ({ step, ...lasting(group) }));

/**
 * A group without times and without what other fields say already: `problem.prompt` its tokens, `calls` the loss mask, and the
 * tokens their texts.
 */
function lasting({ samples, prompt_tokens: _, ...group }: Group): object {
  return {
    ...group,
    samples: samples.map(({ pieces: _, loss_mask: __, logprobs, verdict, ...sample }) => ({
      ...sample,
      // Nine digits say a float32 exactly.
      logprobs: logprobs.map((logprob) => Number(logprob.toPrecision(9))),
      verdict: verdict && {
        ...verdict,
        ms: undefined,
        tests: verdict.tests.map(({ ms: _, ...test }) => test),
      },
    })),
  };
}
