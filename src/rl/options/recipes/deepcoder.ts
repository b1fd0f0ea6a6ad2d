import type { Recipe } from './recipe';

const BLOG = 'DeepCoder-14B (Agentica and Together 2025), the announcement';
const CODE = "DeepCoder's released code (rllm)";

export const deepcoder: Recipe = {
  name: 'deepcoder',
  title: 'DeepCoder (Luo et al. 2025)',
  description:
    'GRPO+: clip-higher without KL or entropy bonus, no gradient from truncated completions, and a loop that never waits for the judge.',
  paper: {
    loss_type: { value: 'dapo', source: `${BLOG}: GRPO+` },
    epsilon: { value: 0.2, source: CODE },
    epsilon_high: { value: 0.28, source: BLOG },
    delta: { value: null, source: `${CODE}: its verl has no dual clip` },
    loss_aggregation: { value: 'token-mean', source: BLOG, note: 'Its code averages within micro-batches.' },
    advantage_estimator: { value: 'grpo', source: BLOG },
    advantage_eps: { value: 1e-6, source: CODE },
    beta: { value: 0, source: BLOG },
    entropy_coef: { value: 0, source: BLOG },
    reward: { value: 'all_tests', source: `${BLOG}: no partial reward, none for form` },
    max_tests: { value: 15, source: BLOG },
    test_selection: { value: 'longest', source: `${BLOG}: the 15 tests with the longest inputs` },
    min_tests: { value: 5, source: `${BLOG}: with fewer, answers are memorised` },
    truncation: {
      value: 'zero_advantage',
      source: `${CODE}: mask_truncated_samples`,
      note: 'A truncated completion that passed keeps its advantage; the tokens of the others stay in the denominator. The announcement says that they are masked.',
    },
    drop_zero_advantage: { value: false, source: CODE },
    one_off_pipelining: { value: true, source: `${BLOG}, verl-pipeline` },
    prompts_per_step: { value: 128, source: `${CODE} (32K)`, note: '32 in the stage of 16K.' },
    num_generations: { value: 8, source: CODE },
    steps_per_generation: { value: 2, source: `${CODE}: minibatches of half a batch` },
    learning_rate: { value: 1e-6, source: CODE },
    lr_scheduler_type: { value: 'constant', source: CODE },
    temperature: { value: 0.6, source: CODE },
    max_completion_length: {
      value: 65536,
      source: `${BLOG}: 64K in evaluation only`,
      note: 'A widely read note mistakes it for a stage of training.',
    },
    stages: {
      value: [
        { name: '16K', max_completion_length: 16384, prompts_per_step: 32, until: { plateau: 50 } },
        { name: '32K', max_completion_length: 32768 },
      ],
      source: `${BLOG}; the end of a stage is ours`,
    },
  },
  scale: {
    max_tests: 5,
    prompts_per_step: 32,
    steps_per_generation: 4,
    learning_rate: 3e-4,
    warmup_steps: 3,
    temperature: 1,
    max_completion_length: 64,
    max_steps: 60,
    stages: [
      { name: '20 tokens', max_completion_length: 20, until: { step: 4 } },
      { name: '32 tokens', max_completion_length: 32 },
    ],
  },
  deviations: [
    'The temperature is 1 instead of .6, because the entropy of the base is already low.',
    'Stages end after a fixed number of steps; the authors decided by inspection.',
    'A single GPU samples and trains in turn; only the judge overlaps with both.',
  ],
};
