/** Options of what a program is paid, and of the advantages that follow. */
import { z } from 'zod';
import { ADVANTAGE_ESTIMATORS, SCALE_REWARDS } from '../advantages';
import { count, fraction, option } from '../option';

export const TEST_SELECTION = ['random', 'longest'] as const;
export const testSelectionOptions = {
  max_tests: option(
    'reward',
    count.nullable().default(null),
    'Judge by so many tests of a problem, at most (Klear-Reasoner 16, DeepCoder 15); the same for its whole group. none: all.',
  ),
  test_selection: option(
    'reward',
    z.enum(TEST_SELECTION).default('random'),
    'Which ones: drawn anew for each step (Klear-Reasoner), or those with the longest inputs (DeepCoder).',
  ),
};

const schema = z.object(testSelectionOptions);
export type TestSelectionOptions = z.output<typeof schema>;
export const REWARDS = ['all_tests', 'all_tests_pm1', 'fraction', 'pm1', 'p4'] as const;
export type RewardName = (typeof REWARDS)[number];

export const rewardOptions = {
  reward_model: option(
    'reward',
    z.string().min(1).nullable().default(null),
    'The folder of a reward model (kata reward-model) whose score of a program is its reward; the tests still judge it, and their reward is logged beside it. none: the tests pay.',
    'AceCoder',
    'reward_model_path',
  ),
  reward: option(
    'reward',
    z.enum(REWARDS).default('all_tests'),
    'With p the share of the tests passed: all_tests is 1 if p is 1 and else 0, all_tests_pm1 1 or -1, fraction is p, pm1 is 2p-1, p4 is p to the fourth.',
  ),
  format_penalty: option(
    'reward',
    z.number().min(0).default(0),
    'Taken from the reward of a completion that is no JavaScript.',
    'Klear-Reasoner',
  ),
  advantage_estimator: option(
    'reward',
    z.enum(ADVANTAGE_ESTIMATORS).default('grpo'),
    'grpo: (R - mean) / (std + eps) in the group; dr_grpo: R - mean; rloo: R - mean of the others; reinforce: R; reinforce_pp: returns of tokens, less their mean, over their deviation in the batch; reinforce_pp_baseline: the same of R - mean of the group.',
    'verl',
    'adv_estimator',
  ),
  scale_rewards: option(
    'reward',
    z.enum(SCALE_REWARDS).default('group'),
    'Whose standard deviation the grpo estimator divides by.',
    'TRL',
  ),
  advantage_eps: option('reward', z.number().min(0).default(1e-6), 'Added to that standard deviation.', 'verl'),
  advantage_ddof: option(
    'reward',
    z.int().min(0).max(1).default(1),
    'What that standard deviation takes from the number of samples it divides by: 1 as torch.std, 0 as numpy (GRPO-Zero).',
  ),
  gamma: option(
    'reward',
    fraction.default(1),
    'What a reward loses with each token before it, under reinforce_pp.',
    'verl',
  ),
  use_kl_in_reward: option(
    'reward',
    z.boolean().default(false),
    'Take beta times the KL estimate of each token (k1) from the reward, in place of adding it to the loss; under reinforce_pp.',
    'verl',
  ),
  ...testSelectionOptions,
  drop_zero_advantage: option(
    'reward',
    z.boolean().default(true),
    'Leave samples of advantage 0 out of the updates, and out of the denominator of the loss, where they only dilute it.',
  ),
};
