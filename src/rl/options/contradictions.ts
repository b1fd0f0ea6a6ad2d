/** Options that are each right and cannot hold together: every such pair is refused with its reason. */

import { OptionError } from '../../common/errors';
import { getLoss } from '../../losses/options';
import { usesBatchNormalization } from './advantages';
import type { TrainOptions } from './commands/train';

interface Contradiction {
  /** The option to name first. */
  option: keyof TrainOptions;
  holds(options: TrainOptions): boolean;
  /** Why, and what would be right. */
  reason(options: TrainOptions): string;
}

const CONTRADICTIONS: readonly Contradiction[] = [
  ...(['top_k', 'top_p', 'min_p'] as const).map((option) => ({
    option,
    holds: (o: TrainOptions) => o[option] !== (option === 'top_p' ? 1 : 0),
    reason: () =>
      'training on truncated samples is refused: they come from another distribution than the policy that is trained, so every ratio would be off; leave top_k 0, top_p 1 and min_p 0 (kata eval and kata sample may truncate)',
  })),
  {
    option: 'num_generations',
    holds: (o) => o.num_generations < 2 && !/^reinforce/.test(o.advantage_estimator),
    reason: () => '1 leaves every advantage zero, as there is nothing to compare with; use 2 or more',
  },
  {
    option: 'steps_per_generation',
    holds: (o) => o.steps_per_generation > o.prompts_per_step,
    reason: (o) =>
      `${o.steps_per_generation} minibatches cannot be cut from prompts_per_step ${o.prompts_per_step}; use at most that many`,
  },
  {
    option: 'cispo_min',
    holds: (o) => o.cispo_min > o.cispo_max,
    reason: (o) => `${o.cispo_min} is above cispo_max ${o.cispo_max}`,
  },
  {
    option: 'rollout_is',
    holds: (o) => o.rollout_is !== 'none' && !o.recompute_old_logprobs,
    reason: () =>
      'the old log-probs are those of sampling, so the ratio already holds the correction and it would count twice; set recompute_old_logprobs',
  },
  {
    option: 'rollout_is',
    holds: (o) => o.rollout_is.startsWith('seq_') && getLoss(o.loss_type).ratio === 'sequence-product',
    reason: (o) =>
      `loss_type ${o.loss_type} takes the correction into the ratio of the sequence, token by token; use tis or icepop`,
  },
  {
    option: 'rollout_is_min',
    holds: (o) => o.rollout_is_min > o.rollout_is_max,
    reason: (o) => `${o.rollout_is_min} is above rollout_is_max ${o.rollout_is_max}`,
  },
  {
    option: 'use_kl_in_reward',
    holds: (o) => o.use_kl_in_reward && !usesBatchNormalization(o),
    reason: (o) =>
      `advantage_estimator ${o.advantage_estimator} gives one advantage to a whole completion; use reinforce_pp, or leave the KL in the loss`,
  },
  {
    option: 'use_kl_in_reward',
    holds: (o) => o.use_kl_in_reward && o.beta === 0,
    reason: () => 'beta 0 leaves no KL to take from the reward; give beta',
  },
  {
    option: 'gamma',
    holds: (o) => o.gamma !== 1 && !usesBatchNormalization(o),
    reason: (o) => `advantage_estimator ${o.advantage_estimator} has no returns of tokens; use reinforce_pp`,
  },
  {
    option: 'use_adaptive_entropy',
    holds: (o) => o.use_adaptive_entropy && o.entropy_coef !== 0,
    reason: (o) => `sets entropy_coef itself, which is ${o.entropy_coef}; leave that 0`,
  },
  {
    option: 'entropy_coef_min',
    holds: (o) => o.entropy_coef_min > o.entropy_coef_max,
    reason: (o) => `${o.entropy_coef_min} is above entropy_coef_max ${o.entropy_coef_max}`,
  },
  {
    option: 'gen_prompts_per_step',
    holds: (o) => o.gen_prompts_per_step !== null && o.gen_prompts_per_step < o.prompts_per_step,
    reason: (o) => `${o.gen_prompts_per_step} is below prompts_per_step ${o.prompts_per_step}, which are trained on`,
  },
  {
    option: 'gen_prompts_per_step',
    holds: (o) => (o.gen_prompts_per_step ?? o.prompts_per_step) > o.prompts_per_step && o.filter_groups === 'none',
    reason: () => 'samples more prompts than are trained on, but filter_groups none leaves none out; choose a filter',
  },
  {
    option: 'max_num_gen_batches',
    holds: (o) => o.max_num_gen_batches > 1 && o.filter_groups === 'none',
    reason: () => 'there is nothing to refill, as filter_groups none leaves no group out; choose a filter',
  },
  {
    option: 'one_off_pipelining',
    holds: (o) => o.one_off_pipelining && o.max_num_gen_batches > 1,
    reason: () => 'a refill has to wait for the verdicts, which pipelining does not; set max_num_gen_batches 1',
  },
  {
    option: 'overlong_buffer_len',
    holds: (o) => o.overlong_buffer_len >= o.max_completion_length,
    reason: (o) =>
      `${o.overlong_buffer_len} leaves no length unpunished; it must be below max_completion_length ${o.max_completion_length}`,
  },
  {
    option: 'stop_properly_penalty_coef',
    holds: (o) => o.reward_model !== null && o.truncation === 'penalty' && o.stop_properly_penalty_coef >= 0,
    reason: (o) =>
      `${o.stop_properly_penalty_coef} multiplies rewards, and those of a reward_model may be negative: a cut completion would gain; give a reward below 0`,
  },
  {
    option: 'nll_alpha',
    holds: (o) => o.reward_model !== null && o.nll_alpha > 0,
    reason: (o) =>
      `${o.nll_alpha} imitates what passes the tests, while reward_model scores in their place; leave one of the two out`,
  },
  {
    option: 'min_pass_rate',
    holds: (o) => o.min_pass_rate > o.max_pass_rate,
    reason: (o) => `${o.min_pass_rate} is above max_pass_rate ${o.max_pass_rate}: no problem is left`,
  },
];

/** Throws an OptionError for the first contradiction among the options. */
export function checkTogether(options: TrainOptions): void {
  const found = CONTRADICTIONS.find(({ holds }) => holds(options));
  if (found) throw new OptionError(found.option, found.reason(options));
}
