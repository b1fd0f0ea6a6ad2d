/** The options of `kata train`. */
import { z } from 'zod';
import { count, option, positive } from '../../../common/options/option';
import { judgeOptions } from '../../../sandbox/options';
import { taskOptions } from '../../../tasks/options';
import { curriculumOptions } from '../curriculum';
import { entropyControlOptions } from '../entropy-control';
import { groupFilterOptions } from '../group-filter';
import { importanceCorrectionOptions } from '../importance-correction';
import { interpreterOptions } from '../interpreter';
import { lossOptions } from '../loss';
import { optimizer } from '../optimizer';
import { rewardOptions } from '../reward';
import { rolloutOptions } from '../rollout';
import { adapter, checkpointOptions, modelFolder, seed } from '../run';
import { stagesOption } from '../stages';
import { truncationOptions } from '../truncation';

const runOptions = {
  recipe: option(
    'run',
    z.string().min(1).nullable().default(null),
    'A published system: klear, skywork-or1, acereason, r1-code-interpreter, deepcoder, acecoder, dapo, dr-grpo, nanochat. The recipe sets defaults for its options; your own values win.',
  ),
  recipe_scale: option(
    'run',
    z.boolean().default(true),
    "Use the recipe's lengths, batch and learning rate for a tiny model; false: use the paper's own numbers.",
  ),
  seed,
  model: option(
    'run',
    modelFolder,
    "Folder of the model to train, in Hugging Face's layout.",
    'TRL',
    'model_name_or_path',
  ),
  adapter,
  max_steps: option(
    'run',
    count.default(60),
    'Number of steps of the run. A step is one rollout with its updates.',
    'TRL',
    'total_training_steps',
  ),
  max_gflop: option(
    'run',
    positive.nullable().default(null),
    'Stop before total compute (compute/flops) exceeds this many GFLOP, judged by the cost of the last step. Schedules still count to max_steps.',
  ),
  run_name: option(
    'run',
    z.string().min(1).nullable().default(null),
    'Name of the run; none: <recipe or loss_type>-seed<seed>.',
    'TRL',
    'experiment_name',
  ),
  output_dir: option(
    'run',
    z.string().min(1).nullable().default(null),
    'Folder of the run; none: runs/<run_name>.',
    'TRL',
    'default_local_dir',
  ),
  ...checkpointOptions,
};

const evaluationOptions = {
  eval_steps: option(
    'evaluation',
    z.int().min(0).default(20),
    'Steps between evaluations; 0: evaluate only before the first and after the last step.',
    'TRL',
    'test_freq',
  ),
  eval_gflop: option(
    'evaluation',
    positive.nullable().default(null),
    'GFLOP of compute (compute/flops) between evaluations; none: evaluate by eval_steps alone.',
  ),
  eval_problems: option('evaluation', count.default(256), 'Number of held-out problems per evaluation.'),
  eval_samples: option('evaluation', count.default(4), 'Number of programs sampled per held-out problem.'),
  eval_temperature: option(
    'evaluation',
    positive.nullable().default(null),
    'Temperature of evaluations; none: the training temperature.',
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
    'Train on the rollout of the previous step. It is judged while the next one is sampled, and its weights are one step older (policy/staleness).',
    'DeepCoder',
  ),
  ...judgeOptions.shape,
  ...optimizerOfTraining,
});

/** All options of a training run, with the names that depend on others filled in. */
export type TrainOptions = z.output<typeof trainOptions> & { run_name: string; output_dir: string };
