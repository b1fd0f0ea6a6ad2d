/** Every option of `kata reward-model`: name, range, default, meaning and source. */
import { z } from 'zod';
import { judgeOptions } from '../sandbox/options';
import { taskOptions } from '../tasks/options';
import { LR_SCHEDULER_TYPES } from './learning-rate';
import { count, option, positive } from './option';
import { checkOptions, type GivenOptions } from './options';
import { PAIR_RULES } from './preference-pairs';
import { sftOptions, trainOptions } from './schema';

const { seed, adapter, save_steps, stop_after, resume_from_checkpoint } = sftOptions.shape;
const { min_lr_ratio, adam_beta1, adam_beta2, adam_epsilon, weight_decay, max_grad_norm } = sftOptions.shape;
const { max_completion_length, temperature } = trainOptions.shape;

export const rewardModelOptions = z.strictObject({
  seed,
  model: option(
    'run',
    z.string().min(1).default('models/base'),
    'The folder of the model that writes the programs, and whose weights the reward model starts from.',
    'TRL',
    'model_name_or_path',
  ),
  adapter,
  output_dir: option('run', z.string().min(1).default('runs/reward-model'), 'The folder of the run.', 'TRL'),
  save_steps,
  stop_after,
  resume_from_checkpoint,
  ...taskOptions.shape,
  problems: option('preferences', count.default(1024), 'Training problems that programs are written for.'),
  num_generations: option('preferences', count.default(16), 'Programs for each problem.', 'AceCoder', 'samples', 'n'),
  pair_rule: option(
    'preferences',
    z.enum(PAIR_RULES).default('paper'),
    'Program i is preferred to j where the shares of tests passed are s_i > .8, s_i - s_j > .4 and s_j > 0 (paper), or s_i >= .8, s_i - s_j >= .4 and s_j > 0 (code), or as in the code but also where s_j is 0 (with_zero: kata).',
    'AceCoder',
  ),
  max_completion_length,
  temperature,
  eval_problems: option(
    'evaluation',
    count.default(128),
    'Held-out problems whose pairs measure the reward model, before and after.',
  ),
  num_train_epochs: option('optimizer', count.default(1), 'Passes over the pairs.', 'TRL'),
  batch_size: option(
    'optimizer',
    count.default(4),
    'Problems of an update, each with all its pairs, so that a program of several pairs is computed once (InstructGPT).',
    'kata',
    'per_device_train_batch_size',
  ),
  learning_rate: option(
    'optimizer',
    positive.default(1e-3),
    'The peak learning rate of AdamW. AceCoder: 1e-5, for 7 billion parameters.',
    'kata',
    'lr',
  ),
  lr_scheduler_type: option(
    'optimizer',
    z.enum(LR_SCHEDULER_TYPES).default('cosine'),
    'How the rate goes down after the warm-up.',
    'TRL',
  ),
  warmup_steps: option(
    'optimizer',
    z.int().min(0).default(3),
    'Steps over which the rate rises to its peak.',
    'TRL',
    'lr_warmup_steps',
  ),
  min_lr_ratio,
  adam_beta1,
  adam_beta2,
  adam_epsilon,
  weight_decay,
  max_grad_norm,
  ...judgeOptions.shape,
});

export type RewardModelOptions = z.output<typeof rewardModelOptions>;

/** All options of `reward-model`. */
export const resolveRewardModelOptions = (given: GivenOptions): RewardModelOptions =>
  checkOptions(rewardModelOptions, given);
