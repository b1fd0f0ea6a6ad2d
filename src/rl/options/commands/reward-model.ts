/** The options of `kata reward-model`. */
import { z } from 'zod';
import { count, option } from '../../../common/options/option';
import { judgeOptions } from '../../../sandbox/options';
import { taskOptions } from '../../../tasks/options';
import { optimizer } from '../optimizer';
import { rolloutOptions } from '../rollout';
import { adapter, checkpointOptions, modelFolder, seed } from '../run';

const PAIR_RULES = ['paper', 'code', 'with_zero'] as const;
export type PairRule = (typeof PAIR_RULES)[number];

export const rewardModelOptions = z.strictObject({
  seed,
  model: option(
    'run',
    modelFolder,
    'Folder of the model that writes the programs and provides the starting weights of the reward model.',
    { source: 'TRL', aliases: ['model_name_or_path'] },
  ),
  adapter,
  output_dir: option('run', z.string().min(1).default('runs/reward-model'), 'Folder of the run.', { source: 'TRL' }),
  ...checkpointOptions,
  ...taskOptions.shape,
  problems: option('preferences', count.default(1024), 'Number of training problems for which programs are written.'),
  num_generations: option('preferences', count.default(16), 'Number of programs per problem.', {
    source: 'AceCoder',
    aliases: ['samples', 'n'],
  }),
  pair_rule: option(
    'preferences',
    z.enum(PAIR_RULES).default('paper'),
    'Rule by which program i is preferred to j, with s the share of tests passed. paper: s_i > .8, s_i - s_j > .4 and s_j > 0. code: s_i >= .8, s_i - s_j >= .4 and s_j > 0. with_zero: the rule of the code without s_j > 0 (kata).',
    { source: 'AceCoder' },
  ),
  max_completion_length: rolloutOptions.max_completion_length,
  temperature: rolloutOptions.temperature,
  eval_problems: option(
    'evaluation',
    count.default(128),
    'Number of held-out problems whose pairs measure the reward model before and after training.',
  ),
  num_train_epochs: option('optimizer', count.default(1), 'Number of passes over the pairs.', { source: 'TRL' }),
  batch_size: option(
    'optimizer',
    count.default(4),
    'Number of problems per update, each with all its pairs, so that a program in several pairs is computed once (InstructGPT).',
    { aliases: ['per_device_train_batch_size'] },
  ),
  ...optimizer({
    learning_rate: 1e-3,
    lr_scheduler_type: 'cosine',
    warmup_steps: 3,
    note: 'AceCoder: 1e-5, for 7 billion parameters.',
  }),
  ...judgeOptions.shape,
});

export type RewardModelOptions = z.output<typeof rewardModelOptions>;
