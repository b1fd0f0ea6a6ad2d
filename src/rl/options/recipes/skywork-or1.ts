import type { Recipe } from './recipe';

const PAPER = 'Skywork-OR1, arXiv 2505.22312';
const SCRIPT = "Skywork-OR1's released scripts";

export const skyworkOr1: Recipe = {
  name: 'skywork-or1',
  title: 'Skywork-OR1 (He et al. 2025)',
  description: 'On-policy GRPO without KL, in stages of length, with an adaptive entropy bonus.',
  paper: {
    loss_type: { value: 'dapo', source: `${PAPER}: PPO clip, token-mean` },
    epsilon: { value: 0.2, source: SCRIPT },
    epsilon_high: {
      value: 0.2,
      source: SCRIPT,
      note: 'The authors report that clip-higher with .28 diverged in their setup.',
    },
    delta: { value: null, source: SCRIPT },
    loss_aggregation: { value: 'token-mean', source: PAPER, note: 'Their code averages within micro-batches.' },
    advantage_estimator: { value: 'grpo', source: PAPER },
    beta: { value: 0, source: PAPER },
    use_adaptive_entropy: { value: true, source: `${PAPER}, section 4` },
    entropy_target: { value: 0.2, source: PAPER },
    entropy_coef_delta: {
      value: 0.005,
      source: PAPER,
      note: 'The scripts have 1e-4 with a cap of .005; the yaml has 1e-3 with a cap of .5.',
    },
    entropy_coef_max: { value: 1, source: 'TRL', note: 'The paper names no cap.' },
    entropy_signal: {
      value: 'exact',
      source: PAPER,
      note: 'The code uses the mean of -log p over the sampled tokens.',
    },
    reward: { value: 'all_tests', source: PAPER, note: 'The code also offers p to the fourth (reward p4).' },
    filter_groups: { value: 'reward', source: `${PAPER}: rejects groups that are all right or all wrong` },
    max_num_gen_batches: { value: 1, source: `${PAPER}: without a refill` },
    truncation: { value: 'negative', source: `${PAPER}: no mask, the penalty itself is better` },
    filter_samples: { value: 16, source: PAPER },
    min_pass_rate: { value: 0.0625, source: `${PAPER}: drops 0 of 16` },
    max_pass_rate: { value: 0.9375, source: `${PAPER}: drops 16 of 16` },
    drop_solved: { value: 'stage', source: PAPER },
    prompts_per_step: { value: 256, source: SCRIPT },
    num_generations: { value: 16, source: SCRIPT },
    steps_per_generation: {
      value: 1,
      source: `${SCRIPT} (7B): on-policy`,
      note: 'The authors find that more updates per rollout make the entropy collapse.',
    },
    learning_rate: { value: 1e-6, source: SCRIPT },
    lr_scheduler_type: { value: 'constant', source: SCRIPT },
    temperature: { value: 1, source: PAPER },
    max_completion_length: { value: 32768, source: SCRIPT },
    max_steps: { value: 1320, source: `${PAPER}: 7B` },
    stages: {
      value: [
        { name: '16K', max_completion_length: 16384, until: { step: 660 } },
        { name: '32K', max_completion_length: 32768, prompts_per_step: 160, num_generations: 32, filter_samples: 0 },
      ],
      source: `${PAPER}: 7B`,
    },
  },
  scale: {
    prompts_per_step: 32,
    num_generations: 8,
    learning_rate: 6e-4,
    warmup_steps: 3,
    max_completion_length: 64,
    train_problems: 96,
    filter_samples: 16,
    max_steps: 60,
    entropy_coef_delta: 0.001,
    stages: [
      { name: '24 tokens', max_completion_length: 24, until: { step: 4 } },
      { name: '64 tokens', max_completion_length: 64, filter_samples: 0 },
    ],
  },
  deviations: [
    'The training set is 96 generated problems. The 16 programs that measure each problem count in the compute.',
    'Mathematics and code share their stages, because both are programs with tests here.',
    'No language model judges the quality of problems; generated problems are correct by construction.',
    'The coefficient of the entropy bonus changes by .001 per step instead of .005. A run has about ten steps instead of a thousand, and in so few steps a larger change would let the bonus outgrow the loss.',
  ],
};
