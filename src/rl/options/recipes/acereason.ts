import type { Recipe } from './recipe';

const PAPER = 'AceReason-Nemotron, arXiv 2505.16400';

export const acereason: Recipe = {
  name: 'acereason',
  title: 'AceReason-Nemotron (Chen et al. 2025)',
  description:
    'One domain after the other, strictly one update per rollout, and harder problems at a rising temperature.',
  paper: {
    loss_type: { value: 'dapo', source: `${PAPER}: GRPO with a token-level loss` },
    epsilon: { value: 0.2, source: PAPER, note: 'With one update per rollout no token is ever clipped.' },
    loss_aggregation: { value: 'token-mean', source: PAPER },
    advantage_estimator: { value: 'grpo', source: PAPER },
    beta: { value: 0, source: PAPER },
    entropy_coef: { value: 0, source: PAPER },
    reward: { value: 'all_tests', source: PAPER },
    truncation: { value: 'negative', source: PAPER },
    prompts_per_step: { value: 128, source: PAPER },
    steps_per_generation: { value: 1, source: `${PAPER}: strictly on-policy` },
    num_iterations: { value: 1, source: PAPER },
    learning_rate: { value: 5e-6, source: `${PAPER} (code)`, note: '1e-6 in the math stages.' },
    lr_scheduler_type: { value: 'constant', source: PAPER },
    temperature: { value: 0.6, source: PAPER },
    num_generations: { value: 8, source: PAPER },
    max_completion_length: { value: 32768, source: PAPER },
  },
  scale: {
    prompts_per_step: 32,
    learning_rate: 6e-4,
    warmup_steps: 3,
    max_completion_length: 64,
    temperature: 1,
    max_steps: 60,
    stages: [
      { name: 'numbers', tasks: 'spec-to-function/numbers', temperature: 0.6, until: { step: 4 } },
      {
        name: 'strings and lists, up to difficulty 5 of 8',
        tasks: 'spec-to-function/strings,spec-to-function/lists',
        temperature: 0.6,
        train_problems: 96,
        filter_samples: 8,
        min_pass_rate: 0.375,
        until: { step: 7 },
      },
      {
        name: 'strings and lists, the hard ones',
        tasks: 'spec-to-function/strings,spec-to-function/lists',
        temperature: 1,
        num_generations: 16,
        prompts_per_step: 16,
        train_problems: 96,
        max_pass_rate: 0.375,
        drop_solved: 'epoch',
      },
    ],
  },
  deviations: [
    'Programs on numbers, and programs on strings and lists, stand in for the domains mathematics and code.',
    'Difficulty is measured with 8 programs of the model itself when the stage begins; the paper measures it with 8 answers of DeepSeek-R1.',
    'Completions are short, so there are no stages of length. The stages differ in difficulty, temperature and group size instead.',
    'All stages have one learning rate; the paper uses 1e-6 for mathematics and 5e-6 for code.',
    'The paper drops short answers of a stronger model; this recipe uses no such answers.',
    'The training set of the later stages is 96 generated problems. The programs that measure their difficulty count in the compute.',
  ],
};
