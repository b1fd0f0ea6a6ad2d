import type { Recipe } from './recipe';

const CODE = 'nanochat, scripts/chat_rl.py';

export const nanochat: Recipe = {
  name: 'nanochat',
  title: 'nanochat (Karpathy 2025)',
  description: "The simplest loop: on-policy REINFORCE with the group's mean as its baseline.",
  paper: {
    loss_type: { value: 'reinforce', source: CODE },
    advantage_estimator: { value: 'dr_grpo', source: `${CODE}: r - mean, no division` },
    scale_rewards: { value: 'none', source: CODE },
    loss_aggregation: { value: 'token-mean', source: `${CODE}: DAPO-style token normalisation` },
    drop_zero_advantage: { value: false, source: CODE },
    reward: { value: 'all_tests', source: `${CODE}: 1 for a right answer` },
    prompts_per_step: { value: 16, source: CODE },
    num_generations: { value: 16, source: CODE },
    steps_per_generation: { value: 1, source: CODE },
    beta: { value: 0, source: CODE },
    entropy_coef: { value: 0, source: CODE },
    learning_rate: {
      value: 1e-3,
      source: CODE,
      note: 'nanochat uses Muon with learning rates by kind of matrix, times init_lr_frac .05.',
    },
    lr_scheduler_type: { value: 'linear', source: `${CODE}: down to 0` },
    warmup_steps: { value: 0, source: CODE },
    temperature: { value: 1, source: CODE },
    max_completion_length: { value: 256, source: CODE },
  },
  scale: { learning_rate: 3e-4, max_completion_length: 64 },
  deviations: [
    'The optimizer is AdamW instead of Muon with AdamW.',
    'nanochat samples with top_k 50. Kata refuses top_k in training, because the samples would come from another policy.',
  ],
};
