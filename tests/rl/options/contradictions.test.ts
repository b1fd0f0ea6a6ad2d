import { expect, test } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { resolveOptions } from '../../../src/rl/options/resolve';

test.each([
  [{ rollout_is: 'tis' }, 'rollout_is: the old log-probs are those of sampling'],
  [
    { rollout_is: 'icepop', recompute_old_logprobs: true, rollout_is_min: 6 },
    'rollout_is_min: 6 is above rollout_is_max 2',
  ],
  [{ use_adaptive_entropy: true, entropy_coef: 0.1 }, 'use_adaptive_entropy: sets entropy_coef itself, which is 0.1'],
  [{ gen_prompts_per_step: 16, filter_groups: 'reward' }, 'gen_prompts_per_step: 16 is below prompts_per_step 32'],
  [{ gen_prompts_per_step: 64 }, 'gen_prompts_per_step: samples more prompts than are trained on'],
  [{ max_num_gen_batches: 3 }, 'max_num_gen_batches: there is nothing to refill'],
  [
    { one_off_pipelining: true, filter_groups: 'reward', max_num_gen_batches: 2 },
    'one_off_pipelining: a refill has to wait for the verdicts',
  ],
  [{ overlong_buffer_len: 64 }, 'overlong_buffer_len: 64 leaves no length unpunished'],
  [{ reward_model: 'rm', truncation: 'penalty' }, 'stop_properly_penalty_coef: 0 multiplies rewards'],
  [{ reward_model: 'rm', nll_alpha: 0.1 }, 'nll_alpha: 0.1 imitates what passes the tests'],
  [{ min_pass_rate: 0.9, max_pass_rate: 0.1 }, 'min_pass_rate: 0.9 is above max_pass_rate 0.1'],
  [{ use_kl_in_reward: true, beta: 0.1 }, 'use_kl_in_reward: advantage_estimator grpo gives one advantage'],
  [{ use_kl_in_reward: true, advantage_estimator: 'reinforce_pp' }, 'use_kl_in_reward: beta 0 leaves no KL'],
  [{ gamma: 0.9 }, 'gamma: advantage_estimator grpo has no returns of tokens'],
  [{ top_k: 5 }, 'top_k: training on truncated samples is refused'],
])('%j is refused with the reason', (given, message) => {
  expect(() => resolveOptions(given)).toThrow(InputError);
  expect(() => resolveOptions(given)).toThrow(message);
});

test.each([
  { rollout_is: 'icepop', recompute_old_logprobs: true, rollout_is_min: 0.5, rollout_is_max: 5 },
  { gen_prompts_per_step: 64, filter_groups: 'accuracy', max_num_gen_batches: 3 },
  { use_adaptive_entropy: true },
  {
    reward_model: 'rm',
    truncation: 'penalty',
    stop_properly_penalty_coef: -1,
    max_tests: 3,
    filter_groups: 'accuracy',
  },
])('%j goes together', (given) => {
  expect(resolveOptions(given).options).toMatchObject(given);
});
