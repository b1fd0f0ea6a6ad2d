/** The models of a training run on the GPU. */

import type { Gpu } from '../../kernels/device/gpu';
import type { FileSource } from '../../model/files';
import { Generator } from '../../model/generation';
import { Learner } from '../../model/learner';
import type { Parameters } from '../../model/parameters';
import { Scorer } from '../../model/scorer';
import type { TrainOptions } from '../options/commands/train';
import { stagesOf } from '../options/resolve';
import { limitsOf, MICRO_BATCH_ROWS } from '../policy/limits';
import { openPolicy, type Policy } from '../policy/policy';
import { RewardScorer } from '../reward/reward-scorer';
import { insertedLength } from '../rollout/interpreter';
import { needsPolicyScorer, type ScoringModels } from '../update/update';
import { restoreOptimizer, type TrainerState } from './trainer-state';

/** The sources of the models of a run. */
export interface ModelSources {
  gpu: Gpu;
  /** The folder of the model to start from. */
  model: FileSource;
  /** The folder of `options.reward_model`, where that is set. */
  rewardModel?: FileSource;
  /** The folder `checkpoint-<step>` to resume from, in place of the model. */
  resume?: FileSource;
}

export interface RunModels extends ScoringModels {
  policy: Policy;
  generator: Generator;
  learner: Learner;
  /** The reward model, whose scores replace the rewards from the tests. */
  rewardScorer?: RewardScorer;
  /** The weights of `reference`. */
  frozen?: Parameters;
}

/** Opens the models with room for every stage of the run, the optimizer as `resume` left it. On an error nothing stays open. */
export async function openModels(
  options: TrainOptions,
  sources: ModelSources,
  state: TrainerState,
): Promise<RunModels> {
  const policy = await openPolicy(sources.gpu, sources.resume ?? sources.model, { training: true });
  const models: Partial<RunModels> = { policy };
  try {
    await openAround(models, policy, options, sources);
    if (sources.resume) await restoreOptimizer(sources.resume, state, models.learner!);
    return models as RunModels;
  } catch (error) {
    closeModels(models);
    throw error;
  }
}

/** Adds to `models` what samples from the policy, trains it and scores its programs. */
async function openAround(
  models: Partial<RunModels>,
  policy: Policy,
  options: TrainOptions,
  { gpu, model, rewardModel }: ModelSources,
): Promise<void> {
  const { parameters } = policy;
  const stages = stagesOf(options);
  const most = (of: (stage: TrainOptions) => number) => Math.max(of(options), ...stages.map(of));
  const limits = limitsOf(
    policy,
    { max_completion_length: most((stage) => stage.max_completion_length), max_inserted_length: most(insertedLength) },
    Math.max(
      most((stage) => (stage.gen_prompts_per_step ?? stage.prompts_per_step) * stage.num_generations),
      256,
    ),
  );
  const rows = Math.max(MICRO_BATCH_ROWS, limits.max_completion_length + limits.max_inserted_length);
  const creating = [
    Generator.create(gpu, parameters, limits).then((generator) => Object.assign(models, { generator })),
    Learner.create(gpu, parameters, rows, { loss: options, optimizer: options }).then((learner) =>
      Object.assign(models, { learner }),
    ),
  ];
  // If one fails, the other must be complete before it can be closed.
  await Promise.allSettled(creating);
  await Promise.all(creating);
  if (options.reward_model !== null) models.rewardScorer = await RewardScorer.open(policy, rewardModel!, limits);
  if (needsPolicyScorer(options)) models.policyScorer = await Scorer.create(gpu, parameters, rows);
  if (options.beta > 0) {
    // The reference is the model at the start of the run, also after a resume.
    models.frozen = (await openPolicy(gpu, model, { training: false })).parameters;
    models.reference = await Scorer.create(gpu, models.frozen, rows);
  }
}

export function closeModels(models: Partial<RunModels>): void {
  const { policy, generator, learner, rewardScorer, reference, frozen, policyScorer } = models;
  generator?.destroy();
  rewardScorer?.destroy();
  learner?.destroy();
  reference?.destroy();
  frozen?.destroy();
  policyScorer?.destroy();
  policy?.parameters.destroy();
}
