/** The options of `kata sample`. */
import { z } from 'zod';
import { count, option } from '../../../common/options/option';
import { judgeOptions } from '../../../sandbox/options';
import { taskOptions } from '../../../tasks/options';
import { callOptions } from '../interpreter';
import { samplingOptions } from '../rollout';
import { adapter, modelFolder, seed } from '../run';

export const sampleOptions = z.strictObject({
  seed,
  model: option('run', modelFolder, 'Folder of the model to sample from.'),
  adapter,
  prompt: option(
    'rollout',
    z.string().nullable().default(null),
    'Prompt for the model; none: a held-out problem of the tasks, whose tests then judge the programs.',
  ),
  ...taskOptions.shape,
  n: option('rollout', count.default(4), 'Number of completions.', { aliases: ['num_generations'] }),
  ...samplingOptions,
  ...callOptions,
  ...judgeOptions.shape,
});
