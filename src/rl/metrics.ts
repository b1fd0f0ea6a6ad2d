/** The numbers a run reports: what each means, and those that are plain statistics of programs, rewards and verdicts. */
import { type JudgeFailure, STATUSES, type Status, type Verdict } from '../sandbox/types';
import { isConstant, mean, standardDeviation } from './advantages';
import type { Metrics } from './events';

/** One line for each metric, in the order to show them. The names are TRL's where TRL has the number. */
export const METRICS = {
  reward: 'Mean reward of the programs of the step.',
  reward_std: "Standard deviation of a group's rewards, averaged over groups.",
  'rewards/<name>/mean': 'Mean of one reward.',
  'rewards/<name>/std': 'Standard deviation of one reward over all programs of the step.',
  frac_reward_zero_std: 'Share of groups whose rewards are all equal: they teach nothing.',
  'completions/mean_length': 'Tokens of a completion, end token included.',
  'completions/min_length': 'Tokens of the shortest completion.',
  'completions/max_length': 'Tokens of the longest completion.',
  'completions/mean_terminated_length': 'Tokens of a completion, of those that ended by themselves.',
  'completions/min_terminated_length': 'Tokens of the shortest completion that ended by itself.',
  'completions/max_terminated_length': 'Tokens of the longest completion that ended by itself.',
  'completions/clipped_ratio':
    'Share of completions cut at max_completion_length (truncated; nothing to do with clip_ratio).',
  'completions/unique_frac': 'Distinct completions of a group, as a share of its size, averaged over groups.',
  'sandbox/pass_frac': 'Share of programs that passed all their tests.',
  'sandbox/fail_frac': 'Share of programs that ran and gave a wrong value.',
  'sandbox/error_frac': 'Share of programs that are no JavaScript, or threw.',
  'sandbox/timeout_frac': 'Share of programs that ran out of fuel or time.',
  'sandbox/memory_frac': 'Share of programs that ran out of memory.',
  'sandbox/refused_frac': 'Share of programs that the judge refused to run.',
  'sandbox/clock_frac': 'Share of verdicts decided by the clock: another machine may decide otherwise.',
  'sandbox/judge_error_frac': 'Share of programs that the judge failed to judge; they are left out.',
  'hack/visible_only_frac': 'Share of programs that pass the tests they were shown and fail those that are paid.',
  'hack/lookup_table_frac':
    'Share of programs that are a table of the examples they were shown, and solve nothing else.',
  'hack/constant_frac': 'Share of programs that return the same value whatever they are given.',
  'hack/tampering_frac': "Share of programs that reach for prototypes, globals or the judge's surroundings.",
  policy_loss: 'Loss of the last update: near 0 by construction on fresh rollouts, and no measure of progress.',
  entropy: 'Entropy of the next token, exact, at the temperature of training, over the tokens that were trained on.',
  kl: 'KL divergence from the reference model, by kl_estimator.',
  nll: 'Negative log-likelihood of completions that passed all tests.',
  'clip_ratio/low_mean': 'Share of tokens below the lower bound of the ratio (of the weight, under CISPO).',
  'clip_ratio/high_mean': 'Share of tokens above the upper bound.',
  'clip_ratio/region_mean': 'Share of tokens outside either bound.',
  'gppo/preserved_low': 'Share of tokens below the lower bound whose gradient GPPO keeps.',
  'gppo/preserved_high': 'Share of tokens above the upper bound whose gradient GPPO keeps.',
  'dual_clip/frac': 'Share of tokens without a gradient because their ratio is above delta.',
  'policy/drift': 'mean(r - 1 - log r) of the updates: how far the policy went from the one that sampled.',
  grad_norm: 'Global norm of the gradient before clipping, averaged over the updates.',
  learning_rate: 'Learning rate of the step.',
  updates: 'Optimizer steps done so far.',
  num_tokens: 'Tokens sampled so far, prompts included.',
  'sampling/sampling_logp_difference/mean':
    'Mean difference between the log-probs of sampling and of training, same weights; 0 when exact.',
  'sampling/sampling_logp_difference/max': 'The greatest such difference.',
  step_time: 'Seconds of the step.',
  'time/rollout': 'Seconds of sampling.',
  'time/judge': 'Seconds of judging.',
  'time/update': 'Seconds of updates.',
  'time/sync': 'Seconds of waiting for the GPU.',
  'time/evaluation': 'Seconds of the evaluation.',
  'gpu/dispatches': 'Kernels launched in the step.',
  'gpu/submits': 'Queue submissions of the step.',
  'gpu/readbacks': 'Readbacks of the step.',
  'gpu/live_bytes': 'Bytes in live GPU buffers.',
  'compute/flops': 'Model FLOPs so far, 2 a parameter and decoded token, 6 a trained one.',
  'eval/pass@1': 'Probability that one program passes a held-out problem, unbiased.',
  'eval/pass@1_low': 'Lower end of its 95 % interval, by bootstrap over problems.',
  'eval/pass@1_high': 'Upper end.',
  'eval/pass@<k>': 'Probability that one of k programs passes.',
} as const;
export type MetricName = keyof typeof METRICS;

/** The one-line meaning of a metric, filling in the `<…>` of its name; undefined when there is none. */
export function meaningOf(metric: string): string | undefined {
  if (Object.hasOwn(METRICS, metric)) return METRICS[metric as MetricName];
  return Object.entries(METRICS).find(([name]) => isInstance(name, metric))?.[1];
}

function isInstance(name: string, metric: string): boolean {
  const [before, after] = name.split(/<\w+>/);
  if (after === undefined) return false;
  const middle = metric.slice(before.length, metric.length - after.length);
  return metric.startsWith(before) && metric.endsWith(after) && /^\w+$/.test(middle);
}

/** Statistics of rewards, by group; null where the judge failed. Nothing is reported of no rewards. */
export function rewardMetrics(name: string, groups: readonly (readonly (number | null)[])[]): Metrics {
  const present = groups.map((group) => group.filter((reward) => reward !== null)).filter((group) => group.length > 0);
  if (present.length === 0) return {};
  const all = present.flat();
  return {
    reward: mean(all),
    reward_std: mean(present.map(standardDeviation)),
    [`rewards/${name}/mean`]: mean(all),
    [`rewards/${name}/std`]: standardDeviation(all),
    frac_reward_zero_std: mean(present.map((group) => (isConstant(group) ? 1 : 0))),
  };
}

/** Statistics of completions, by group. Statistics of ended completions are absent when none ended. */
export function completionMetrics(
  groups: readonly (readonly { tokens: { length: number }; completion: string; ended: boolean }[])[],
): Metrics {
  const all = groups.flat();
  if (all.length === 0) return {};
  const ended = all.filter((sample) => sample.ended);
  const distinct = groups
    .filter((group) => group.length > 0)
    .map((group) => new Set(group.map(({ completion }) => completion)).size / group.length);
  return {
    ...lengthMetrics(all, 'length'),
    ...lengthMetrics(ended, 'terminated_length'),
    'completions/clipped_ratio': 1 - ended.length / all.length,
    'completions/unique_frac': mean(distinct),
  };
}

function lengthMetrics(samples: readonly { tokens: { length: number } }[], what: string): Metrics {
  if (samples.length === 0) return {};
  const lengths = samples.map(({ tokens }) => tokens.length);
  return {
    [`completions/mean_${what}`]: mean(lengths),
    [`completions/min_${what}`]: lengths.reduce((least, length) => Math.min(least, length)),
    [`completions/max_${what}`]: lengths.reduce((most, length) => Math.max(most, length)),
  };
}

/** How programs ended, as shares of all of them. */
export function verdictMetrics(verdicts: readonly (Verdict | JudgeFailure)[]): Metrics {
  if (verdicts.length === 0) return {};
  const share = (is: (verdict: Verdict | JudgeFailure) => boolean) => verdicts.filter(is).length / verdicts.length;
  const endedWith = (status: Status) => share((verdict) => 'status' in verdict && verdict.status === status);
  return {
    ...Object.fromEntries(STATUSES.map((status) => [`sandbox/${status}_frac`, endedWith(status)])),
    'sandbox/clock_frac': share((verdict) => 'status' in verdict && verdict.decided_by_clock === true),
    'sandbox/judge_error_frac': share((verdict) => 'judge_error' in verdict),
  };
}
