import type { Recipe } from './recipe';

const PAPER = 'R1-Code-Interpreter, arXiv 2505.21668';
/** The least potential of each stage: the problems of the highest potential come first. */
export const POTENTIAL_THRESHOLDS = [0.64, 0.48, 0.32, 0];
const UNSAID = "verl's default; the paper does not say";

/** One stage of this many steps per threshold of the potential; the last one lasts to the end. Only the first measures pass rates. */
const stages = (steps: number) =>
  POTENTIAL_THRESHOLDS.map((min_potential, i) => ({
    name: `potential from ${min_potential}`,
    min_potential,
    ...(i > 0 && { filter_samples: 0 }),
    ...(i < POTENTIAL_THRESHOLDS.length - 1 && { until: { step: steps * (i + 1) } }),
  }));

export const r1CodeInterpreter: Recipe = {
  name: 'r1-code-interpreter',
  title: 'R1-Code-Interpreter (Chen et al. 2025)',
  description:
    'Programs run before the answer: GRPO over several turns, from the problems with the highest potential to all of them.',
  paper: {
    loss_type: { value: 'grpo', source: PAPER },
    epsilon: { value: 0.2, source: UNSAID },
    epsilon_high: { value: 0.2, source: UNSAID },
    loss_aggregation: { value: 'seq-mean-token-mean', source: `${PAPER}: GRPO` },
    advantage_estimator: { value: 'grpo', source: PAPER },
    beta: {
      value: 0.001,
      source: "verl's default weight; that there is a KL term is the paper's",
    },
    kl_estimator: { value: 'k3', source: UNSAID },
    reward: { value: 'all_tests', source: `${PAPER}: 1 for a right answer` },
    format_reward: { value: 0.1, source: PAPER, note: 'The first version of the paper has no format reward.' },
    turn_penalty: { value: 0.1, source: PAPER },
    turn_penalty_above: { value: 6, source: PAPER },
    max_tool_calls: { value: 8, source: PAPER, note: 'The first version has 5.' },
    filter_samples: { value: 20, source: `${PAPER}: 20 answers to a problem, 5 each of 4 agents` },
    prompts_per_step: { value: 128, source: PAPER },
    num_generations: { value: 5, source: PAPER },
    steps_per_generation: { value: 1, source: UNSAID },
    learning_rate: { value: 1e-6, source: PAPER },
    temperature: { value: 1, source: PAPER },
    eval_temperature: { value: 0.6, source: PAPER },
    max_steps: { value: 600, source: `${PAPER}: four stages of 150` },
    stages: {
      value: stages(150),
      source: PAPER,
      note: 'A widely read note has quarters instead of thresholds: curriculum_order potential with curriculum_frac .25, .5, .75, 1.',
    },
  },
  scale: {
    model: 'models/interpreter',
    tasks: 'compute',
    train_problems: 96,
    prompts_per_step: 8,
    num_generations: 16,
    steps_per_generation: 2,
    learning_rate: 2e-4,
    warmup_steps: 3,
    eval_temperature: 1,
    max_completion_length: 64,
    max_steps: 24,
    stages: stages(2),
  },
  deviations: [
    'The tasks are three kinds of generated questions, held out by a hash of their text, instead of 144 tasks of which 37 are held out entirely.',
    'The cold start imitates generated trajectories, with and without a call, instead of 6,500 correct ones of GPT-4o.',
    'Pass rates are measured with 20 answers of the model itself when the run begins; the paper measures them with four agents.',
    'The programs that measure 96 problems count in the compute.',
    'A step has 8 prompts with 16 completions each and two updates, instead of 128 prompts with 5 completions each and one update.',
    'The evaluation uses the training temperature of 1 instead of .6.',
    "A program has the judge's fuel and clock (.8 seconds) instead of 60 seconds.",
    "Special tokens mark a turn instead of code fences and the words 'Code Execution Results'.",
    'A completion of 64 tokens has room for four calls, so the penalty for more than six turns hardly ever applies.',
  ],
};
