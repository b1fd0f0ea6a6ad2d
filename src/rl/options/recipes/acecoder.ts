import type { Recipe } from './recipe';

const PAPER = 'AceCoder, arXiv 2502.01718';
const SCRIPT = "AceCoder's released scripts (OpenRLHF)";

export const acecoder: Recipe = {
  name: 'acecoder',
  title: 'AceCoder (Zeng et al. 2025)',
  description: 'Generated tests, and Reinforce++ with a reward from the tests or from a reward model trained on them.',
  paper: {
    loss_type: { value: 'grpo', source: `${SCRIPT}: PPO clip .2` },
    epsilon: { value: 0.2, source: SCRIPT },
    epsilon_high: { value: 0.2, source: SCRIPT },
    loss_aggregation: { value: 'seq-mean-token-mean', source: `${SCRIPT}: masked_mean by sequence` },
    advantage_estimator: { value: 'reinforce_pp', source: PAPER },
    advantage_ddof: {
      value: 0,
      source: `${SCRIPT}: OpenRLHF's population variance`,
      note: 'verl uses the sample variance (1).',
    },
    gamma: { value: 1, source: SCRIPT },
    use_kl_in_reward: { value: true, source: SCRIPT },
    beta: { value: 0.01, source: SCRIPT },
    kl_estimator: { value: 'k1', source: SCRIPT },
    entropy_coef: { value: 0, source: SCRIPT },
    reward: {
      value: 'all_tests',
      source: `${PAPER}: binary`,
      note: 'The scripts set binary_reward false: the reward is the share of tests passed (reward fraction).',
    },
    min_tests: { value: 5, source: PAPER },
    prompts_per_step: { value: 256, source: SCRIPT, note: '256 for RL with the reward model; 512 with tests.' },
    num_generations: { value: 8, source: SCRIPT },
    steps_per_generation: { value: 16, source: `${SCRIPT}: 128 samples an update of 2,048` },
    learning_rate: { value: 5e-7, source: SCRIPT },
    max_steps: { value: 80, source: PAPER },
    temperature: { value: 1, source: SCRIPT },
    max_completion_length: { value: 2048, source: SCRIPT },
  },
  scale: {
    prompts_per_step: 32,
    steps_per_generation: 4,
    learning_rate: 3e-4,
    warmup_steps: 3,
    max_completion_length: 64,
    max_steps: 60,
  },
  deviations: [
    'A rollout has four updates instead of 16, so that an update has 64 programs.',
    'Training uses all problems. The paper uses the quarter with the lowest mean and then the greatest spread of rewards; Kata has no option for that.',
  ],
};
