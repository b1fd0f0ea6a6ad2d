import type { Recipe } from './recipe';

const PAPER = 'Klear-Reasoner, arXiv 2508.07629';
const SCRIPT = "Klear-Reasoner's released scripts";
const CODE = "Klear-Reasoner's released code";

export const klear: Recipe = {
  name: 'klear',
  title: 'Klear-Reasoner (Su et al. 2025)',
  description:
    'GPPO, which keeps the gradient of clipped tokens; soft rewards, filtered groups, and imitation of passing programs.',
  paper: {
    loss_type: { value: 'gppo', source: `${PAPER}, eq. 5` },
    epsilon: { value: 0.2, source: SCRIPT },
    epsilon_high: { value: 0.28, source: SCRIPT },
    gppo_beta_low: { value: 1, source: PAPER, note: 'The yaml of the code has .25; CE-GPPO has .5 and .75.' },
    gppo_beta_high: { value: 1, source: PAPER },
    delta: {
      value: 10,
      source: SCRIPT,
      note: 'The paper names no dual clip; without it the formula has no bound for negative advantages.',
    },
    loss_aggregation: { value: 'token-mean', source: PAPER },
    nll_alpha: {
      value: 0.1,
      source: `${PAPER}, ablation: .1 of 0, .05, .1, .2`,
      note: 'Equation 8 omits the logarithm of the term; the code has it.',
    },
    advantage_estimator: { value: 'grpo', source: PAPER },
    advantage_eps: { value: 1e-6, source: CODE },
    beta: { value: 0, source: SCRIPT },
    entropy_coef: { value: 0, source: SCRIPT },
    reward: {
      value: 'pm1',
      source: `${CODE}: the mean of +1 and -1 over the tests`,
      note: "The paper's soft reward is the share of tests passed (reward fraction). After the division by the deviation, both give the same advantages.",
    },
    max_tests: { value: 16, source: CODE },
    min_tests: { value: 16, source: PAPER },
    truncation: { value: 'penalty', source: `${CODE}: -.5 where the thinking does not end` },
    stop_properly_penalty_coef: { value: -0.5, source: CODE },
    format_penalty: {
      value: 0,
      source: CODE,
      note: 'A completion without code has reward -1, as pm1 also gives it.',
    },
    filter_groups: {
      value: 'accuracy',
      source: `${CODE}: filter_groups.metric acc`,
      note: 'Groups that differ only in partial credit are dropped, which contradicts the soft reward; --filter_groups reward keeps them.',
    },
    gen_prompts_per_step: { value: 256, source: SCRIPT },
    prompts_per_step: { value: 128, source: SCRIPT },
    max_num_gen_batches: { value: 1, source: SCRIPT },
    num_generations: { value: 8, source: SCRIPT },
    steps_per_generation: {
      value: 4,
      source: `${SCRIPT}: 32 prompts an update (code)`,
      note: 'For math: 16 prompts per update and a learning rate of 1e-6. A widely read note swaps the two rates.',
    },
    learning_rate: { value: 5e-7, source: SCRIPT },
    lr_scheduler_type: { value: 'constant', source: SCRIPT },
    warmup_steps: { value: 10, source: SCRIPT },
    weight_decay: { value: 0.1, source: SCRIPT },
    max_grad_norm: { value: 1, source: SCRIPT },
    temperature: { value: 1, source: SCRIPT },
    max_completion_length: { value: 32768, source: SCRIPT },
    min_pass_rate: { value: 0.5625, source: `${PAPER}: of 16 rollouts more than half pass` },
    filter_samples: { value: 16, source: PAPER },
  },
  scale: {
    max_tests: 5,
    min_tests: 5,
    gen_prompts_per_step: 48,
    prompts_per_step: 32,
    learning_rate: 3e-4,
    warmup_steps: 3,
    weight_decay: 0,
    max_completion_length: 64,
    filter_samples: 0,
    min_pass_rate: 0,
    max_steps: 40,
    stages: [
      { name: 'numbers', tasks: 'spec-to-function/numbers', steps_per_generation: 8, until: { step: 4 } },
      { name: 'strings and lists', tasks: 'spec-to-function/strings,spec-to-function/lists' },
    ],
  },
  deviations: [
    'Programs on numbers, and programs on strings and lists, stand in for the domains mathematics and code. As in the paper, the first has 8 updates per rollout and the second 4.',
    'Both stages have one learning rate; the paper halves it for code.',
    'The base comes from `kata sft` on the built-in corpus, not from answers of a stronger model. Quality control of such answers (`--easy_pass_rate`) exists, but this base did not need it.',
    'Problems are generated without end and never repeat, so filtering by the pass rate of a strong model does not apply. The filter exists for sets that have such rates.',
    'The imitation loss is averaged over all its tokens in the update; the code averages over those in a micro-batch.',
    'Programs have no thinking part. The penalty for unfinished thinking applies to unfinished completions.',
    'Problems have six tests, of which five are drawn, instead of 16.',
  ],
};
