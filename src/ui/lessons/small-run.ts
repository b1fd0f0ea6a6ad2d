/** What runs of lessons have in common: small enough to be over in a minute on a software adapter. */
import type { OptionTexts } from '../options/hash-options';

/** Measured before the first step and after the last one. */
export const SMALL_RUN: OptionTexts = {
  prompts_per_step: '16',
  num_generations: '8',
  eval_problems: '64',
  eval_samples: '2',
  eval_steps: '0',
};

/** Twice the usual learning rate: what takes many steps shows within a dozen. */
export const FAST_RUN: OptionTexts = { ...SMALL_RUN, learning_rate: '6e-4' };
