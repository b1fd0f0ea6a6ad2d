/** Options of sampling programs, for a display and for training. */
import { z } from 'zod';
import { count, option, positive } from '../../common/options/option';

const max_completion_length = option(
  'rollout',
  count.default(64),
  'Maximum number of tokens per completion, end token included. A longer completion is cut and counts as truncated.',
  'TRL',
  'response_length',
  'max_new_tokens',
);
const top_k = option(
  'rollout',
  z.int().min(0).default(0),
  'Sample from the k most likely tokens only; 0: sample from all.',
  'TRL',
);
const top_p = option(
  'rollout',
  positive.max(1).default(1),
  'Sample from the smallest set of most likely tokens with at least this total probability.',
  'TRL',
);

/** Of a model that is only asked. */
export const samplingOptions = {
  max_completion_length,
  temperature: option(
    'rollout',
    z.number().min(0).default(1),
    'Divisor of the logits in sampling; 0: take the most likely token.',
    'TRL',
  ),
  top_k,
  top_p,
};

/** Of a model in training. */
export const rolloutOptions = {
  prompts_per_step: option(
    'rollout',
    count.max(4096).default(32),
    'Number of prompts per rollout. Like train_batch_size in verl, it counts prompts, not completions.',
    'kata',
    'train_batch_size',
  ),
  num_generations: option(
    'rollout',
    count.default(8),
    'Number of completions per prompt. They form a group.',
    'TRL',
    'rollout_n',
    'n',
  ),
  max_completion_length,
  temperature: option('rollout', positive.default(1), 'Divisor of the logits, in sampling and in training.', 'TRL'),
  top_k,
  top_p,
  num_iterations: option('rollout', count.default(1), 'Number of passes over each rollout.', 'TRL', 'ppo_epochs'),
  steps_per_generation: option(
    'rollout',
    count.default(4),
    "Number of minibatches per rollout, one update each. With a single update the ratio is always 1, and all clipped losses are the same. verl's ppo_mini_batch_size is prompts_per_step divided by this.",
    'TRL',
    'minibatches',
  ),
};
