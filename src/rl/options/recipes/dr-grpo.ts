import type { Recipe } from './recipe';

const PAPER = 'Liu et al. 2025, arXiv 2503.20783';

export const drGrpo: Recipe = {
  name: 'dr-grpo',
  title: 'Dr. GRPO (Liu et al. 2025)',
  description: 'GRPO without its two biases: no division by the length of a completion or by the deviation of rewards.',
  paper: {
    loss_type: { value: 'dr_grpo', source: PAPER },
    epsilon: { value: 0.2, source: PAPER },
    epsilon_high: { value: 0.2, source: PAPER },
    loss_aggregation: { value: 'seq-mean-token-sum-norm', source: `${PAPER}, section 3.2` },
    advantage_estimator: { value: 'dr_grpo', source: `${PAPER}, section 3.2` },
    scale_rewards: { value: 'none', source: `${PAPER}, section 3.2` },
    reward: { value: 'all_tests', source: `${PAPER}: 1 for a right answer` },
    beta: { value: 0, source: PAPER },
    entropy_coef: { value: 0, source: PAPER },
    drop_zero_advantage: { value: false, source: 'their code trains on all groups' },
    prompts_per_step: { value: 16, source: 'their scripts: 128 completions per step' },
    num_generations: { value: 8, source: 'their scripts' },
    steps_per_generation: { value: 1, source: 'their scripts' },
    learning_rate: { value: 1e-6, source: 'their scripts' },
    lr_scheduler_type: { value: 'constant', source: 'their scripts' },
    temperature: { value: 1, source: 'their scripts' },
    max_completion_length: { value: 3000, source: 'their scripts' },
  },
  scale: {
    prompts_per_step: 32,
    steps_per_generation: 4,
    learning_rate: 3e-4,
    warmup_steps: 3,
    max_completion_length: 64,
  },
  deviations: ['A rollout has four updates instead of one.'],
};
