/** The options of `kata eval`. */
import { z } from 'zod';
import { judgeOptions } from '../../../sandbox/options';
import { taskOptions } from '../../../tasks/options';
import { callOptions } from '../interpreter';
import { count, option } from '../option';
import { samplingOptions } from './rollout';
import { adapter, modelFolder, seed } from './run';

export const evalOptions = z.strictObject({
  seed,
  model: option('run', modelFolder, 'The folder of the model to evaluate.'),
  adapter,
  ...taskOptions.shape,
  problems: option('evaluation', count.default(256), 'Problems, at most.'),
  split: option(
    'evaluation',
    z.enum(['heldout', 'train', 'all']).default('heldout'),
    'Which problems of the tasks; all: those of a file, whatever split they are of.',
  ),
  samples: option(
    'evaluation',
    count.default(16),
    'Programs sampled for each; at least the largest k. At temperature 0 one, as all are the same.',
    'kata',
    'n',
  ),
  k: option('evaluation', z.array(count).min(1).default([1, 8]), 'pass@k, maj@k and best@k for each of these.'),
  reward_model: option(
    'evaluation',
    z.string().min(1).nullable().default(null),
    'The folder of a reward model (kata reward-model): best-of-N by its score, against the average and an oracle.',
    'AceCoder',
  ),
  ...samplingOptions,
  ...callOptions,
  ...judgeOptions.shape,
});

export type EvalOptions = z.output<typeof evalOptions>;
