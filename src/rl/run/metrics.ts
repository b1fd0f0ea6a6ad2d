/** The numbers a run reports: what each means, and those that are plain statistics of programs, rewards and verdicts. */

import { mean, standardDeviation } from '../../common/statistics';
import { type JudgeFailure, STATUSES, type Status, type Verdict } from '../../sandbox/types';
import type { Metrics } from '../records/events';
import { responseLength, type Sample } from '../records/group';
import { isConstant } from '../update/advantages';

/** The meaning of each metric, in the order to show them; `<…>` in a name stands for a word or a number. The names are TRL's where TRL has the number. */
export const METRICS = {
  reward: 'Mean reward of the programs of the step.',
  reward_std: "Standard deviation of a group's rewards, averaged over groups (TRL: over the batch).",
  'rewards/<name>/mean':
    'Mean of one reward over all programs of the step; <name> is the option reward for the tests, reward_model for a reward model.',
  'rewards/<name>/std': 'Standard deviation of one reward over all programs of the step.',
  frac_reward_zero_std: 'Share of groups whose rewards are all equal, so that there is nothing to learn from.',
  'filter/kept_frac': 'Share of groups that filter_groups keeps.',
  'filter/num_gen_batches': 'Number of sampling rounds in the step.',
  stage: 'Number of the stage of the run, from 1.',
  'curriculum/problems': 'Number of problems in the epoch: those that are not too easy, too hard or already solved.',
  'curriculum/epoch': 'Number of completed passes over the training problems.',
  'completions/mean_length':
    'Mean number of tokens per completion, end token included, without the output of an interpreter.',
  'completions/min_length': 'Number of tokens of the shortest completion.',
  'completions/max_length': 'Number of tokens of the longest completion.',
  'completions/mean_terminated_length':
    'Mean number of tokens per completion, among completions that ended by themselves.',
  'completions/min_terminated_length': 'Number of tokens of the shortest completion that ended by itself.',
  'completions/max_terminated_length': 'Number of tokens of the longest completion that ended by itself.',
  'completions/clipped_ratio': 'Share of completions truncated at max_completion_length (unrelated to clip_ratio).',
  'completions/unique_frac': 'Distinct completions per group as a share of its size, averaged over groups.',
  'tools/call_frequency': 'Tool calls per completion.',
  'tools/failure_frequency': 'Share of tool calls that threw, met a limit, or were not programs.',
  'num_turns/mean': 'Mean number of turns per completion: its tool calls and its answer.',
  'sandbox/pass_frac': 'Share of programs that passed all their tests.',
  'sandbox/fail_frac': 'Share of programs that ran and gave a wrong value.',
  'sandbox/error_frac': 'Share of programs that are not valid JavaScript, or threw.',
  'sandbox/timeout_frac': 'Share of programs that ran out of fuel or time.',
  'sandbox/memory_frac': 'Share of programs that ran out of memory.',
  'sandbox/clock_frac': 'Share of verdicts decided by the clock, which may differ on another machine.',
  'sandbox/judge_error': 'Share of programs that the judge failed to judge; they are left out of the step.',
  'hack/visible_only_frac': 'Share of programs that pass the visible tests and fail the hidden ones.',
  'hack/lookup_table_frac': 'Share of programs that are a table of the visible examples and solve nothing else.',
  'hack/constant_frac': 'Share of programs that return the same value for every input.',
  'hack/tampering_frac': "Share of programs that access prototypes, globals or the judge's environment.",
  policy_loss:
    'Policy loss of the last update. It is near 0 by construction on fresh rollouts and does not measure progress.',
  entropy: 'Exact entropy of the next token in nats, at the training temperature, averaged over the trained tokens.',
  entropy_coef:
    'Coefficient of the entropy bonus, as set by the entropy controller, averaged over the updates of the step.',
  'entropy_control/signal':
    'Signal that the entropy controller compares with entropy_target, averaged over the updates of the step.',
  'entropy_control/coef':
    'Coefficient of the entropy controller after the step; it applies while the entropy is at or below the target.',
  kl: 'KL divergence from the reference model, by kl_estimator.',
  nll: 'Negative log-likelihood of completions that passed all tests.',
  'clip_ratio/low_mean': 'Share of tokens below the lower clip bound of the ratio (of the weight, under CISPO).',
  'clip_ratio/high_mean': 'Share of tokens above the upper clip bound of the ratio (of the weight, under CISPO).',
  'clip_ratio/region_mean': 'Share of tokens outside either clip bound.',
  'gppo/preserved_low': 'Share of tokens below the lower bound whose gradient GPPO keeps.',
  'gppo/preserved_high': 'Share of tokens above the upper bound whose gradient GPPO keeps.',
  'dual_clip/frac': 'Share of tokens without a gradient because their ratio is above delta.',
  'policy/approx_kl':
    'Approximate KL divergence from the policy that sampled: mean of r - 1 - log r over the trained tokens, r being the probability ratio (the k3 estimate; verl: ppo_kl).',
  'policy/staleness': 'Number of optimizer steps between the sampling weights and the weights at the first update.',
  grad_norm: 'Global norm of the gradient before clipping, averaged over the updates.',
  learning_rate: 'Learning rate of the step.',
  updates: 'Number of optimizer steps so far.',
  num_tokens: 'Number of tokens sampled so far, prompts included.',
  'sampling/sampling_logp_difference/mean':
    'Mean absolute difference between the log-probs of sampling and of training with the same weights; 0 when exact.',
  'sampling/sampling_logp_difference/max':
    'Maximum absolute difference between the log-probs of sampling and of training with the same weights.',
  'sampling/importance_sampling_ratio/min':
    'Minimum ratio of the old policy to the one that sampled, as rollout_is computes it.',
  'sampling/importance_sampling_ratio/mean':
    'Mean ratio of the old policy to the one that sampled, as rollout_is computes it.',
  'sampling/importance_sampling_ratio/max':
    'Maximum ratio of the old policy to the one that sampled, as rollout_is computes it.',
  'sampling/importance_weight/mean': 'Mean importance weight that rollout_is gives to a token.',
  'sampling/effective_sample_frac': 'Effective sample size of the importance weights, as a share of the tokens.',
  step_time: 'Seconds that the step took.',
  'time/rollout': 'Seconds of sampling in the step.',
  'time/judge': 'Seconds of judging in the step.',
  'judge/backlog': 'Number of programs without a verdict when sampling ended.',
  'time/update': 'Seconds of updates in the step.',
  'time/evaluation': 'Seconds that the evaluation took.',
  'gpu/dispatches': 'Number of kernels launched in the step.',
  'gpu/submits': 'Number of queue submissions in the step.',
  'gpu/readbacks': 'Number of GPU readbacks in the step.',
  'gpu/live_bytes': 'Bytes in live GPU buffers.',
  'compute/flops': 'Model FLOPs so far: 2 per parameter and decoded token, 6 per parameter and trained token.',
  'compute/step_flops': 'Model FLOPs of the step.',
  loss: 'Reward model: mean Bradley-Terry loss over the pairs of the update; log 2 is chance.',
  accuracy: 'Reward model: share of the pairs of the update whose chosen program has the higher score.',
  margin: 'Reward model: mean difference between the scores of the chosen and the rejected program.',
  pairs: 'Reward model: number of pairs in the update.',
  'eval/accuracy': 'Reward model: share of the pairs of a held-out problem ranked correctly, averaged over problems.',
  'eval/accuracy_low':
    "Lower end of the 95 % bootstrap interval of the reward model's accuracy on held-out pairs over problems.",
  'eval/accuracy_high':
    "Upper end of the 95 % bootstrap interval of the reward model's accuracy on held-out pairs over problems.",
  'eval/loss': 'Reward model: mean loss of held-out pairs.',
  'eval/margin': 'Reward model: mean margin of held-out pairs.',
  'eval/pairs': 'Reward model: number of held-out pairs.',
  'eval/pass@1': 'Unbiased estimate of the probability that one program passes a held-out problem.',
  'eval/pass@1_low': 'Lower end of the 95 % bootstrap interval of held-out pass@1 over problems.',
  'eval/pass@1_high': 'Upper end of the 95 % bootstrap interval of held-out pass@1 over problems.',
  'eval/pass@<k>': 'Unbiased estimate of the probability that at least one of k programs passes a held-out problem.',
} as const;

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
  groups: readonly (readonly Pick<Sample, 'completion' | 'ended' | 'loss_mask'>[])[],
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

function lengthMetrics(samples: readonly Pick<Sample, 'loss_mask'>[], what: string): Metrics {
  if (samples.length === 0) return {};
  const lengths = samples.map(responseLength);
  return {
    [`completions/mean_${what}`]: mean(lengths),
    [`completions/min_${what}`]: lengths.reduce((least, length) => Math.min(least, length)),
    [`completions/max_${what}`]: lengths.reduce((most, length) => Math.max(most, length)),
  };
}

/** Statistics of the tool calls of samples; none for samples without an interpreter. */
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

/** Shares of programs by the status of their verdicts. */
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
