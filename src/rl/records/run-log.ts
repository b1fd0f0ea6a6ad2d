/** What a run writes down, line by line: the rows of `metrics.jsonl`, `evaluations.jsonl` and `rollouts.jsonl`. */
import type { Metrics, ProblemResult } from './events';
import type { Group } from './group';

/** The names of a run's logs in its folder, and of its options. */
export const CONFIG_FILE = 'config.json';
export const METRICS_FILE = 'metrics.jsonl';
export const EVALUATIONS_FILE = 'evaluations.jsonl';
export const ROLLOUTS_FILE = 'rollouts.jsonl';

export type MetricsRow = { step: number } & Metrics;

export interface EvaluationRow {
  step: number;
  problems: readonly ProblemResult[];
}

/** The present names of metrics that older logs, stored runs and recordings have under an earlier one. */
const RENAMED: Readonly<Record<string, string>> = {
  'policy/drift': 'policy/approx_kl',
  'time/judge_backlog': 'judge/backlog',
};

/** Metrics as they were stored, by any version of Kata, under their present names. */
export const restoreMetrics = <M extends Metrics>(stored: M): M =>
  Object.fromEntries(Object.entries(stored).map(([name, value]) => [RENAMED[name] ?? name, value])) as M;

/** Whether a metric depends on how fast the machine was: it differs between two runs of the same options. */
export const isTiming = (metric: string): boolean => /^time\/|^step_time$|^judge\/backlog$/.test(metric);

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
