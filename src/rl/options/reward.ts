/** Options of the reward of a program, and of the advantages that follow. */
import { z } from 'zod';
import { count, fraction, optionGroup } from '../../common/options/option';
import { ADVANTAGE_ESTIMATORS, SCALE_REWARDS } from './advantages';

const option = optionGroup('reward', { scope: ['stage'] });

const TEST_SELECTION = ['random', 'longest'] as const;
const testSelectionOptions = {
  max_tests: option(
    count.nullable().default(null),
    'Maximum number of tests per problem (Klear-Reasoner: 16; DeepCoder: 15), the same tests for the whole group. none: all tests.',
  ),
  test_selection: option(
    z.enum(TEST_SELECTION).default('random'),
    'Tests that max_tests selects. random: drawn anew in each step (Klear-Reasoner). longest: those with the longest inputs (DeepCoder).',
    { needs: { max_tests: { not: null } } },
  ),
};

const schema = z.object(testSelectionOptions);
export type TestSelectionOptions = z.output<typeof schema>;
export const REWARDS = ['all_tests', 'all_tests_pm1', 'fraction', 'pm1', 'p4'] as const;
export type RewardName = (typeof REWARDS)[number];

export const rewardOptions = {
  reward_model: option(
    z.string().min(1).nullable().default(null),
    'Folder of a reward model (kata reward-model) whose score is the reward. The tests still judge every program, and their reward is logged as well. none: the tests give the reward.',
    { source: 'AceCoder', aliases: ['reward_model_path'], scope: [] },
  ),
  reward: option(
    z.enum(REWARDS).default('all_tests'),
    'Reward of a program that passes the share p of its tests. all_tests: 1 if p is 1, else 0. all_tests_pm1: 1 if p is 1, else -1. fraction: p. pm1: 2p-1. p4: p to the fourth.',
  ),
  format_penalty: option(
    z.number().min(0).default(0),
    'Penalty subtracted from the reward of a completion that is not valid JavaScript.',
    { source: 'Klear-Reasoner' },
  ),
  advantage_estimator: option(
    z.enum(ADVANTAGE_ESTIMATORS).default('grpo'),
    'Advantage of a completion with reward R. grpo: (R - mean) / (std + eps) in its group. dr_grpo: R - mean. rloo: R - mean of the others. reinforce: R. reinforce_pp: token returns, normalised to mean 0 and deviation 1 over the batch. reinforce_pp_baseline: the same, of R - mean of the group.',
    { source: 'verl', aliases: ['adv_estimator'] },
  ),
  scale_rewards: option(
    z.enum(SCALE_REWARDS).default('group'),
    'Scope of the standard deviation that the grpo estimator divides by.',
    { source: 'TRL', needs: { advantage_estimator: { one_of: ['grpo'] } } },
  ),
  advantage_eps: option(
    z.number().min(0).default(1e-6),
    'Constant added to the standard deviation of the rewards before the division.',
    { source: 'verl' },
  ),
  advantage_ddof: option(
    z.int().min(0).max(1).default(1),
    'Degrees of freedom subtracted in the standard deviation of the rewards: 1 as in torch.std, 0 as in numpy (GRPO-Zero).',
  ),
  gamma: option(
    fraction.default(1),
    'Discount per token under reinforce_pp: a reward counts gamma times as much one token earlier.',
    { source: 'verl' },
  ),
  use_kl_in_reward: option(
    z.boolean().default(false),
    'Under reinforce_pp, subtract beta times the KL estimate of each token (k1) from the reward instead of adding it to the loss.',
    { source: 'verl' },
  ),
  ...testSelectionOptions,
  drop_zero_advantage: option(
    z.boolean().default(false),
    'Leave samples with advantage 0, as in groups whose rewards are all equal, out of the updates: out of the denominators of the loss, which they dilute, and out of the KL and the entropy bonus. false: they count in all three (TRL, verl). Where they can have no gradient, because there is neither KL nor entropy bonus nor imitation, they only count in the denominators and cost no compute.',
  ),
};
