/** The options of `kata train`. */
import { z } from 'zod';
import { namesInScope } from '../../../common/options/fields';
import { count, optionGroup, positive } from '../../../common/options/option';
import { judgeOptions } from '../../../sandbox/options';
import { taskOptions } from '../../../tasks/options';
import { curriculumOptions } from '../curriculum';
import { entropyControlOptions } from '../entropy-control';
import { groupFilterOptions } from '../group-filter';
import { importanceCorrectionOptions } from '../importance-correction';
import { interpreterOptions } from '../interpreter';
import { lossOptions } from '../loss';
import { optimizer } from '../optimizer';
import { RECIPES } from '../recipes';
import { rewardOptions } from '../reward';
import { rolloutOptions } from '../rollout';
import { adapter, checkpointOptions, modelFolder, seed } from '../run';
import { stagesOption } from '../stages';
import { truncationOptions } from '../truncation';

const option = optionGroup('run');
const evaluation = optionGroup('evaluation');
const scope = ['evaluation'] as const;

const runOptions = {
  recipe: option(
    z.string().min(1).nullable().default(null),
    `A published system: ${RECIPES.map(({ name }) => name).join(', ')}. The recipe sets defaults for its options; your own values win.`,
    { scope: ['arm'] },
  ),
  recipe_scale: option(
    z.boolean().default(true),
    "Use the recipe's lengths, batch and learning rate for a tiny model; false: use the paper's own numbers.",
    { needs: { recipe: { not: null } } },
  ),
  seed,
  model: option(modelFolder, "Folder of the model to train, in Hugging Face's layout.", {
    source: 'TRL',
    aliases: ['model_name_or_path'],
    scope,
  }),
  adapter,
  max_steps: option(count.default(60), 'Number of steps of the run. A step is one rollout with its updates.', {
    source: 'TRL',
    aliases: ['total_training_steps'],
  }),
  max_gflop: option(
    positive.nullable().default(null),
    'Stop before total compute (compute/flops) exceeds this many GFLOP, judged by the cost of the last step. Schedules still count to max_steps.',
    { scope: ['run'] },
  ),
  run_name: option(
    z.string().min(1).nullable().default(null),
    'Name of the run; none: <recipe or loss_type>-seed<seed>.',
    { source: 'TRL', aliases: ['experiment_name'], scope: ['run', 'record'] },
  ),
  output_dir: option(z.string().min(1).nullable().default(null), 'Folder of the run; none: runs/<run_name>.', {
    source: 'TRL',
    aliases: ['default_local_dir'],
    scope: ['call'],
  }),
  ...checkpointOptions,
};

const evaluationOptions = {
  eval_steps: evaluation(
    z.int().min(0).default(20),
    'Steps between evaluations; 0: evaluate only before the first and after the last step.',
    { source: 'TRL', aliases: ['test_freq'] },
  ),
  eval_gflop: evaluation(
    positive.nullable().default(null),
    'GFLOP of compute (compute/flops) between evaluations; none: evaluate by eval_steps alone.',
  ),
  eval_problems: evaluation(count.default(256), 'Number of held-out problems per evaluation.', { scope }),
  eval_samples: evaluation(count.default(4), 'Number of programs sampled per held-out problem.', { scope }),
  eval_temperature: evaluation(
    positive.nullable().default(null),
    'Temperature of evaluations; none: the training temperature.',
    { scope },
  ),
};

const withoutStages = {
  ...runOptions,
  ...evaluationOptions,
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
  one_off_pipelining: optionGroup('rollout')(
    z.boolean().default(false),
    'Train on the rollout of the previous step. It is judged while the next one is sampled, and its weights are one step older (policy/staleness).',
    { source: 'DeepCoder' },
  ),
  ...judgeOptions.shape,
  ...optimizer({ learning_rate: 3e-4, lr_scheduler_type: 'constant', warmup_steps: 3 }),
};

export const trainOptions = z.strictObject({
  ...runOptions,
  stages: stagesOption(withoutStages),
  ...withoutStages,
});

/** The options of one call of the command, which are no part of its run. */
export const CALL_OPTIONS = namesInScope(trainOptions, 'call');

/** All options of a training run, with the names that depend on others filled in. */
export type TrainOptions = z.output<typeof trainOptions> & { run_name: string; output_dir: string };
