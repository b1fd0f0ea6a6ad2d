/** The options of `kata eval`. */
import { z } from 'zod';
import { count, option } from '../../../common/options/option';
import { judgeOptions } from '../../../sandbox/options';
import { taskOptions } from '../../../tasks/options';
import { callOptions } from '../interpreter';
import { samplingOptions } from '../rollout';
import { adapter, modelFolder, seed } from '../run';

export const evalOptions = z.strictObject({
  seed,
  model: option('run', modelFolder, 'Folder of the model to evaluate.'),
  adapter,
  ...taskOptions.shape,
  problems: option('evaluation', count.default(256), 'Maximum number of problems.'),
  split: option(
    'evaluation',
    z.enum(['heldout', 'train', 'all']).default('heldout'),
    'Split of the tasks to evaluate; all: every problem of a file.',
  ),
  samples: option(
    'evaluation',
    count.default(16),
    'Number of programs sampled per problem; at least the largest k. At temperature 0 one program, since all would be the same.',
    { aliases: ['n'] },
  ),
  k: option('evaluation', z.array(count).min(1).default([1, 8]), 'Values of k for pass@k, maj@k and best@k.'),
  reward_model: option(
    'evaluation',
    z.string().min(1).nullable().default(null),
    'Folder of a reward model (kata reward-model) for best-of-N by its score, compared with the average and an oracle.',
    { source: 'AceCoder' },
  ),
  ...samplingOptions,
  ...callOptions,
  ...judgeOptions.shape,
});

export type EvalOptions = z.output<typeof evalOptions>;
