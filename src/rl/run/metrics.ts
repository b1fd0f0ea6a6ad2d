/** The numbers a run reports: what each means, and those that are plain statistics of programs, rewards and verdicts. */

import { mean, standardDeviation } from '../../common/statistics';
import { type JudgeFailure, STATUSES, type Status, type Verdict } from '../../sandbox/types';
import type { Metrics } from '../records/events';
import type { Sample } from '../records/group';
import { ownLength } from '../records/own-tokens';
import { isConstant } from '../update/advantages';

/** One line for each metric, in the order to show them. The names are TRL's where TRL has the number. */
export const METRICS = {
  reward: 'Mean reward of the programs of the step.',
  reward_std: "Standard deviation of a group's rewards, averaged over groups.",
  'rewards/<name>/mean': 'Mean of one reward: that of the tests by its name, or that of a reward model (reward_model).',
  'rewards/<name>/std': 'Standard deviation of one reward over all programs of the step.',
  frac_reward_zero_std: 'Share of groups whose rewards are all equal: they teach nothing.',
  'filter/kept_frac': 'Share of groups that filter_groups keeps.',
  'filter/num_gen_batches': 'Rounds of sampling in the step.',
  stage: 'The stage of the run, from 1.',
  'curriculum/problems': 'Problems that the epoch goes through: those that are not too easy, too hard or solved.',
  'curriculum/epoch': 'Times the run has gone through its problems.',
  'completions/mean_length': 'Tokens of a completion, end token included; what an interpreter put in does not count.',
  'completions/min_length': 'Tokens of the shortest completion.',
  'completions/max_length': 'Tokens of the longest completion.',
  'completions/mean_terminated_length': 'Tokens of a completion, of those that ended by themselves.',
  'completions/min_terminated_length': 'Tokens of the shortest completion that ended by itself.',
  'completions/max_terminated_length': 'Tokens of the longest completion that ended by itself.',
  'completions/clipped_ratio':
    'Share of completions cut at max_completion_length (truncated; nothing to do with clip_ratio).',
  'completions/unique_frac': 'Distinct completions of a group, as a share of its size, averaged over groups.',
  'tools/call_frequency': 'Programs run on the way to an answer, a completion.',
  'tools/failure_frequency': 'Share of these that threw, met a limit, or were no programs.',
  'num_turns/mean': 'Turns of a completion: its calls and its answer.',
  'sandbox/pass_frac': 'Share of programs that passed all their tests.',
  'sandbox/fail_frac': 'Share of programs that ran and gave a wrong value.',
  'sandbox/error_frac': 'Share of programs that are no JavaScript, or threw.',
  'sandbox/timeout_frac': 'Share of programs that ran out of fuel or time.',
  'sandbox/memory_frac': 'Share of programs that ran out of memory.',
  'sandbox/clock_frac': 'Share of verdicts decided by the clock: another machine may decide otherwise.',
  'sandbox/judge_error': 'Share of programs that the judge failed to judge; they are left out.',
  'hack/visible_only_frac': 'Share of programs that pass the tests they were shown and fail those that are paid.',
  'hack/lookup_table_frac':
    'Share of programs that are a table of the examples they were shown, and solve nothing else.',
  'hack/constant_frac': 'Share of programs that return the same value whatever they are given.',
  'hack/tampering_frac': "Share of programs that reach for prototypes, globals or the judge's surroundings.",
  policy_loss: 'Loss of the last update: near 0 by construction on fresh rollouts, and no measure of progress.',
  entropy: 'Entropy of the next token, exact, at the temperature of training, over the tokens that were trained on.',
  entropy_coef: 'Coefficient of the entropy bonus in the step, as the controller has set it.',
  'entropy_control/signal': 'What the controller holds against entropy_target.',
  'entropy_control/coef': 'Its coefficient after the step; in use while the entropy is below the target.',
  kl: 'KL divergence from the reference model, by kl_estimator.',
  nll: 'Negative log-likelihood of completions that passed all tests.',
  'clip_ratio/low_mean': 'Share of tokens below the lower bound of the ratio (of the weight, under CISPO).',
  'clip_ratio/high_mean': 'Share of tokens above the upper bound.',
  'clip_ratio/region_mean': 'Share of tokens outside either bound.',
  'gppo/preserved_low': 'Share of tokens below the lower bound whose gradient GPPO keeps.',
  'gppo/preserved_high': 'Share of tokens above the upper bound whose gradient GPPO keeps.',
  'dual_clip/frac': 'Share of tokens without a gradient because their ratio is above delta.',
  'policy/drift': 'mean(r - 1 - log r) of the updates: how far the policy went from the one that sampled.',
  'policy/staleness': 'Optimizer steps between the weights that sampled and those that the first update starts from.',
  grad_norm: 'Global norm of the gradient before clipping, averaged over the updates.',
  learning_rate: 'Learning rate of the step.',
  updates: 'Optimizer steps done so far.',
  num_tokens: 'Tokens sampled so far, prompts included.',
  'sampling/sampling_logp_difference/mean':
    'Mean difference between the log-probs of sampling and of training, same weights; 0 when exact.',
  'sampling/sampling_logp_difference/max': 'The greatest such difference.',
  'sampling/importance_sampling_ratio/min': 'The least ratio of the old policy to the one that sampled, by rollout_is.',
  'sampling/importance_sampling_ratio/mean': 'Its mean.',
  'sampling/importance_sampling_ratio/max': 'The greatest.',
  'sampling/importance_weight/mean': 'Mean weight that rollout_is makes of it.',
  'sampling/effective_sample_frac': 'Effective sample size of these weights, as a share of the tokens.',
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
  'compute/step_flops': 'Those of the step.',
  loss: 'Of a reward model: mean Bradley-Terry loss of the pairs of the update; log 2 is chance.',
  accuracy: 'Of a reward model: share of the pairs of the update whose chosen program it scores higher.',
  margin: 'Of a reward model: mean difference of the scores of chosen and rejected program.',
  pairs: 'Pairs of the update.',
  'eval/accuracy':
    'Of a reward model: share of the pairs of a held-out problem that it gets right, averaged over problems.',
  'eval/accuracy_low': 'Lower end of its 95 % interval, by bootstrap over problems.',
  'eval/accuracy_high': 'Upper end.',
  'eval/loss': 'Of a reward model: mean loss of held-out pairs.',
  'eval/margin': 'Of a reward model: mean margin of held-out pairs.',
  'eval/pairs': 'Held-out pairs.',
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
    reward_std: mean(present.map((group) => standardDeviation(group))),
    [`rewards/${name}/mean`]: mean(all),
    [`rewards/${name}/std`]: standardDeviation(all),
    frac_reward_zero_std: mean(present.map((group) => (isConstant(group) ? 1 : 0))),
  };
}

/** Statistics of completions, by group. Statistics of ended completions are absent when none ended. */
export function completionMetrics(
  groups: readonly (readonly (Counted & { completion: string; ended: boolean })[])[],
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

/** A completion of which only the model's own tokens count. */
type Counted = Parameters<typeof ownLength>[0];

function lengthMetrics(samples: readonly Counted[], what: string): Metrics {
  if (samples.length === 0) return {};
  const lengths = samples.map(ownLength);
  return {
    [`completions/mean_${what}`]: mean(lengths),
    [`completions/min_${what}`]: lengths.reduce((least, length) => Math.min(least, length)),
    [`completions/max_${what}`]: lengths.reduce((most, length) => Math.max(most, length)),
  };
}

/** How samples used the interpreter; nothing where they had none. */
export function toolMetrics(samples: readonly Pick<Sample, 'calls'>[]): Metrics {
  const calls = samples.flatMap((sample) => (sample.calls ? [sample.calls] : []));
  if (calls.length === 0) return {};
  const all = calls.flat();
  return {
    'tools/call_frequency': all.length / calls.length,
    'tools/failure_frequency': all.length > 0 ? all.filter(({ failed }) => failed).length / all.length : 0,
    'num_turns/mean': mean(calls.map(({ length }) => length + 1)),
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
    'sandbox/judge_error': share((verdict) => 'judge_error' in verdict),
  };
}

/** The mean of each metric over several rows of the same metrics. */
export function meanOfMetrics(rows: readonly Metrics[]): Metrics {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, mean(rows.map((row) => row[name] ?? 0))]));
}
