/** Options of sampling programs, for a display and for training. */
import { z } from 'zod';
import { count, fraction, optionGroup, positive } from '../../common/options/option';

const option = optionGroup('rollout', { scope: ['stage'] });

const max_completion_length = option(
  count.default(64),
  'Maximum number of tokens per completion, end token included. A longer completion is cut and counts as truncated.',
  { source: 'TRL', aliases: ['response_length', 'max_new_tokens'], scope: ['stage', 'evaluation'] },
);
const top_k = option(z.int().min(0).default(0), 'Sample from the k most likely tokens only; 0: sample from all.', {
  source: 'TRL',
});
const top_p = option(
  positive.max(1).default(1),
  'Sample from the smallest set of most likely tokens with at least this total probability.',
  { source: 'TRL' },
);
const min_p = option(
  fraction.default(0),
  'Sample from the tokens with at least this share of the probability of the most likely token.',
  { source: 'TRL' },
);

/** Sampling options of inference. */
export const samplingOptions = {
  max_completion_length,
  temperature: option(
    z.number().min(0).default(1),
    'Divisor of the logits in sampling; 0: take the most likely token.',
    { source: 'TRL' },
  ),
  top_k,
  top_p,
  min_p,
};

/** Sampling options of training. */
export const rolloutOptions = {
  prompts_per_step: option(
    count.max(4096).default(32),
    'Number of prompts per rollout. Like train_batch_size in verl, it counts prompts, not completions.',
    { aliases: ['train_batch_size'] },
  ),
  num_generations: option(count.default(8), 'Number of completions per prompt. They form a group.', {
    source: 'TRL',
    aliases: ['rollout_n', 'n'],
  }),
  max_completion_length,
  temperature: option(positive.default(1), 'Divisor of the logits, in sampling and in training.', { source: 'TRL' }),
  top_k,
  top_p,
  min_p,
  num_iterations: option(count.default(1), 'Number of passes over each rollout.', {
    source: 'TRL',
    aliases: ['ppo_epochs'],
  }),
  steps_per_generation: option(
    count.default(4),
    "Number of minibatches per rollout, one update each. With a single update the ratio is always 1, and all clipped losses are the same. verl's ppo_mini_batch_size is prompts_per_step divided by this.",
    { source: 'TRL', aliases: ['minibatches'] },
  ),
};
