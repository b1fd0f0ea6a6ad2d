/** The options of `kata train`. */
import { z } from 'zod';
import { judgeOptions } from '../../../sandbox/options';
import { taskOptions } from '../../../tasks/options';
import { curriculumOptions } from '../curriculum';
import { entropyControlOptions } from '../entropy-control';
import { groupFilterOptions } from '../group-filter';
import { importanceCorrectionOptions } from '../importance-correction';
import { interpreterOptions } from '../interpreter';
import { count, option, positive } from '../option';
import { stagesOption } from '../stages';
import { truncationOptions } from '../truncation';
import { lossOptions } from './loss';
import { optimizer } from './optimizer';
import { rewardOptions } from './reward';
import { rolloutOptions } from './rollout';
import { adapter, checkpointOptions, modelFolder, seed } from './run';

const runOptions = {
  recipe: option(
    'run',
    z.string().min(1).nullable().default(null),
    'A published system: klear, skywork-or1, acereason, r1-code-interpreter, deepcoder, acecoder, dapo, dr-grpo, nanochat. It sets the defaults of all its options; those that are given win.',
  ),
  recipe_scale: option(
    'run',
    z.boolean().default(true),
    "Take the recipe's lengths, batch and learning rate for a tiny model; false: the numbers of the paper as they are.",
  ),
  seed,
  model: option(
    'run',
    modelFolder,
    'The folder of the model to train, as Hugging Face lays it out.',
    'TRL',
    'model_name_or_path',
  ),
  adapter,
  max_steps: option(
    'run',
    count.default(60),
    'Steps of the run; each is one rollout with its updates.',
    'TRL',
    'total_training_steps',
  ),
  max_gflop: option(
    'run',
    positive.nullable().default(null),
    'End the run before its compute (compute/flops) passes so many GFLOP, by what the last step has cost; schedules still count to max_steps.',
  ),
  run_name: option(
    'run',
    z.string().min(1).nullable().default(null),
    'none: <recipe or loss_type>-seed<seed>.',
    'TRL',
    'experiment_name',
  ),
  output_dir: option(
    'run',
    z.string().min(1).nullable().default(null),
    'The folder of the run; none: runs/<run_name>.',
    'TRL',
    'default_local_dir',
  ),
  ...checkpointOptions,
};

const evaluationOptions = {
  eval_steps: option(
    'evaluation',
    z.int().min(0).default(20),
    'Evaluate every so many steps; 0: only before the first and after the last.',
    'TRL',
    'test_freq',
  ),
  eval_gflop: option(
    'evaluation',
    positive.nullable().default(null),
    'Evaluate whenever the compute (compute/flops) has come to a further multiple of so many GFLOP; none: by eval_steps alone.',
  ),
  eval_problems: option('evaluation', count.default(256), 'Held-out problems of an evaluation.'),
  eval_samples: option('evaluation', count.default(4), 'Programs sampled for each of them.'),
  eval_temperature: option(
    'evaluation',
    positive.nullable().default(null),
    'The temperature of evaluations; none: that of training.',
  ),
};

const loop = {
  ...taskOptions.shape,
  ...rolloutOptions,
  ...groupFilterOptions,
  ...curriculumOptions,
  ...rewardOptions,
  ...truncationOptions,
  ...interpreterOptions,
  ...lossOptions,
  ...entropyControlOptions,
  ...importanceCorrectionOptions,
};
const optimizerOfTraining = optimizer({ learning_rate: 3e-4, lr_scheduler_type: 'constant', warmup_steps: 3 });

/** What a stage may change: all of the loop but what the run's plans are recorded for. */
const {
  loss_type: _,
  bypass_mode: __,
  beta: ___,
  reward_model: ____,
  ...ofStage
} = { ...loop, learning_rate: optimizerOfTraining.learning_rate };

export const trainOptions = z.strictObject({
  ...runOptions,
  stages: stagesOption(ofStage),
  ...evaluationOptions,
  ...loop,
  one_off_pipelining: option(
    'rollout',
    z.boolean().default(false),
    'Train on the round sampled in the step before: it is judged while the next one is sampled, by weights one step older (policy/staleness).',
    'DeepCoder',
  ),
  ...judgeOptions.shape,
  ...optimizerOfTraining,
});

/** All options of a training run, with the names that depend on others filled in. */
export type TrainOptions = z.output<typeof trainOptions> & { run_name: string; output_dir: string };
