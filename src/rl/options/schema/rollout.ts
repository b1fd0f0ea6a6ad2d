/** Options of sampling programs, for a display and for training. */
import { z } from 'zod';
import { count, option, positive } from '../option';

const max_completion_length = option(
  'rollout',
  count.default(64),
  'Tokens a completion may have, its end token included; a longer one is cut and counts as truncated.',
  'TRL',
  'response_length',
  'max_new_tokens',
);
const top_k = option(
  'rollout',
  z.int().min(0).default(0),
  'Sample from the k most likely tokens only; 0: from all.',
  'TRL',
);
const top_p = option(
  'rollout',
  positive.max(1).default(1),
  'Sample from the most likely tokens that hold this much probability.',
  'TRL',
);

/** Of a model that is only asked. */
export const samplingOptions = {
  max_completion_length,
  temperature: option(
    'rollout',
    z.number().min(0).default(1),
    'Divides the logits before sampling; 0: the likeliest token.',
    'TRL',
  ),
  top_k,
  top_p,
};

/** Of a model in training. */
export const rolloutOptions = {
  prompts_per_step: option('rollout', count.max(4096).default(32), 'Prompts of a rollout.', 'kata', 'train_batch_size'),
  num_generations: option('rollout', count.default(8), 'Completions of each prompt: a group.', 'TRL', 'rollout_n', 'n'),
  max_completion_length,
  temperature: option('rollout', positive.default(1), 'Divides the logits, in sampling and in training alike.', 'TRL'),
  top_k,
  top_p,
  num_iterations: option('rollout', count.default(1), 'Passes over each rollout.', 'TRL', 'ppo_epochs'),
  steps_per_generation: option(
    'rollout',
    count.default(4),
    "Minibatches that a rollout is cut into, one update each. With a single update the ratio is always 1, and all losses that clip it are the same. verl's ppo_mini_batch_size is prompts_per_step divided by this.",
    'TRL',
    'minibatches',
  ),
};
