/** Every option of training, supervised training, evaluation and sampling: name, range, default, meaning and source. */
import { z } from 'zod';
import { judgeOptions } from '../sandbox/options';
import { taskOptions } from '../tasks/options';
import { corpusOptions } from '../tasks/spec-to-function/corpus';
import { ADVANTAGE_ESTIMATORS, SCALE_REWARDS } from './advantages';
import { LOSS_AGGREGATIONS } from './aggregation';
import { curriculumOptions } from './curriculum';
import { entropyControlOptions } from './entropy-control';
import { groupFilterOptions } from './group-filter';
import { importanceCorrectionOptions } from './importance-correction';
import { callOptions, interpreterOptions } from './interpreter';
import { LR_SCHEDULER_TYPES } from './learning-rate';
import { LOSS_TYPES } from './losses';
import { count, fraction, option, positive } from './option';
import { REWARDS } from './rewards';
import { sftQualityOptions } from './sft-quality';
import { stagesOption } from './stages';
import { testSelectionOptions } from './test-selection';
import { truncationOptions } from './truncation';

const seed = option(
  'run',
  z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
  'The same seed, options and adapter give the same bits.',
  'TRL',
);
const adapter = option(
  'run',
  z.enum(['auto', 'hardware', 'software']).default('auto'),
  'The WebGPU adapter: any hardware one and else the software one, or insist on either.',
);
const model = z.string().min(1).default('models/base');
const output_dir = option(
  'run',
  z.string().min(1).nullable().default(null),
  'The folder of the run; none: runs/<run_name>.',
  'TRL',
  'default_local_dir',
);
const save_steps = option(
  'run',
  z.int().min(0).default(20),
  'A checkpoint every so many steps; 0: only when the run ends.',
  'TRL',
  'save_freq',
);
const stop_after = option(
  'run',
  count.nullable().default(null),
  'End, with a checkpoint, after so many steps; schedules still count to max_steps, so a resumed run is the same run.',
);
const resume_from_checkpoint = option(
  'run',
  z.string().min(1).nullable().default(null),
  'Go on from this checkpoint folder (checkpoint-<step>).',
  'TRL',
  'resume',
);

const maxCompletionLength = option(
  'rollout',
  count.default(64),
  'Tokens a completion may have, its end token included; a longer one is cut and counts as truncated.',
  'TRL',
  'response_length',
  'max_new_tokens',
);
const topK = (group: string) =>
  option(group, z.int().min(0).default(0), 'Sample from the k most likely tokens only; 0: from all.', 'TRL');
const topP = (group: string) =>
  option(
    group,
    positive.max(1).default(1),
    'Sample from the most likely tokens that hold this much probability.',
    'TRL',
  );
const sampling = (group: string) => ({
  temperature: option(
    group,
    z.number().min(0).default(1),
    'Divides the logits before sampling; 0: the likeliest token.',
    'TRL',
  ),
  top_k: topK(group),
  top_p: topP(group),
});

function optimizer(defaults: {
  learning_rate: number;
  lr_scheduler_type: 'constant' | 'cosine';
  warmup_steps: number;
}) {
  const group = 'optimizer';
  return {
    learning_rate: option(
      group,
      positive.default(defaults.learning_rate),
      'The peak learning rate of AdamW.',
      'kata',
      'lr',
    ),
    lr_scheduler_type: option(
      group,
      z.enum(LR_SCHEDULER_TYPES).default(defaults.lr_scheduler_type),
      'How the rate goes down after the warm-up.',
      'TRL',
    ),
    warmup_steps: option(
      group,
      z.int().min(0).default(defaults.warmup_steps),
      'Steps over which the rate rises to its peak.',
      'TRL',
      'lr_warmup_steps',
    ),
    min_lr_ratio: option(group, fraction.default(0), 'What linear and cosine end at, as a share of the peak.', 'verl'),
    adam_beta1: option(group, fraction.lt(1).default(0.9), 'Decay of the first moment.', 'TRL'),
    adam_beta2: option(group, fraction.lt(1).default(0.95), 'Decay of the second moment.', 'OpenRLHF'),
    adam_epsilon: option(group, positive.default(1e-8), 'Added to the root of the second moment.', 'TRL'),
    weight_decay: option(group, z.number().min(0).default(0), 'Decoupled weight decay of matrices.', 'TRL'),
    max_grad_norm: option(
      group,
      positive.default(1),
      'Gradients are scaled down to this global norm.',
      'TRL',
      'grad_clip',
    ),
  };
}

const recipeOptions = {
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
};

const runOptions = {
  ...recipeOptions,
  seed,
  model: option(
    'run',
    model,
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
  output_dir,
  save_steps,
  stop_after,
  resume_from_checkpoint,
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

const rolloutOptions = {
  prompts_per_step: option('rollout', count.default(32), 'Prompts of a rollout.', 'kata', 'train_batch_size'),
  num_generations: option('rollout', count.default(8), 'Completions of each prompt: a group.', 'TRL', 'rollout_n', 'n'),
  max_completion_length: maxCompletionLength,
  temperature: option('rollout', positive.default(1), 'Divides the logits, in sampling and in training alike.', 'TRL'),
  top_k: topK('rollout'),
  top_p: topP('rollout'),
  num_iterations: option('rollout', count.default(1), 'Passes over each rollout.', 'TRL', 'ppo_epochs'),
  steps_per_generation: option(
    'rollout',
    count.default(4),
    "Minibatches that a rollout is cut into, one update each. With a single update the ratio is always 1, and all losses that clip it are the same. verl's ppo_mini_batch_size is prompts_per_step divided by this.",
    'TRL',
    'minibatches',
  ),
};

const pipelining = option(
  'rollout',
  z.boolean().default(false),
  'Train on the round sampled in the step before: it is judged while the next one is sampled, by weights one step older (policy/staleness).',
  'DeepCoder',
);

const rewardOptions = {
  reward_model: option(
    'reward',
    z.string().min(1).nullable().default(null),
    'The folder of a reward model (kata reward-model) whose score of a program is its reward; the tests still judge it, and their reward is logged beside it. none: the tests pay.',
    'AceCoder',
    'reward_model_path',
  ),
  reward: option(
    'reward',
    z.enum(REWARDS).default('all_tests'),
    'With p the share of the tests passed: all_tests is 1 if p is 1 and else 0, all_tests_pm1 1 or -1, fraction is p, pm1 is 2p-1, p4 is p to the fourth.',
  ),
  format_penalty: option(
    'reward',
    z.number().min(0).default(0),
    'Taken from the reward of a completion that is no JavaScript.',
    'Klear-Reasoner',
  ),
  advantage_estimator: option(
    'reward',
    z.enum(ADVANTAGE_ESTIMATORS).default('grpo'),
    'grpo: (R - mean) / (std + eps) in the group; dr_grpo: R - mean; rloo: R - mean of the others; reinforce: R; reinforce_pp: returns of tokens, less their mean, over their deviation in the batch; reinforce_pp_baseline: the same of R - mean of the group.',
    'verl',
    'adv_estimator',
  ),
  scale_rewards: option(
    'reward',
    z.enum(SCALE_REWARDS).default('group'),
    'Whose standard deviation the grpo estimator divides by.',
    'TRL',
  ),
  advantage_eps: option('reward', z.number().min(0).default(1e-6), 'Added to that standard deviation.', 'verl'),
  advantage_ddof: option(
    'reward',
    z.int().min(0).max(1).default(1),
    'What that standard deviation takes from the number of samples it divides by: 1 as torch.std, 0 as numpy (GRPO-Zero).',
  ),
  gamma: option(
    'reward',
    fraction.default(1),
    'What a reward loses with each token before it, under reinforce_pp.',
    'verl',
  ),
  use_kl_in_reward: option(
    'reward',
    z.boolean().default(false),
    'Take beta times the KL estimate of each token (k1) from the reward, in place of adding it to the loss; under reinforce_pp.',
    'verl',
  ),
  ...testSelectionOptions,
  drop_zero_advantage: option(
    'reward',
    z.boolean().default(true),
    'Leave samples of advantage 0 out of the updates, and out of the denominator of the loss, where they only dilute it.',
  ),
};

const lossOptions = {
  loss_type: option(
    'loss',
    z.enum(LOSS_TYPES).default('dapo'),
    'The surrogate. It sets the defaults of the other options of the loss; those that are given win.',
    'TRL',
  ),
  epsilon: option(
    'loss',
    positive.lt(1).default(0.2),
    'The ratio is clipped below 1 - epsilon.',
    'TRL',
    'clip_ratio_low',
    'clip_ratio',
  ),
  epsilon_high: option(
    'loss',
    positive.default(0.28),
    'The ratio is clipped above 1 + epsilon_high.',
    'DAPO',
    'clip_ratio_high',
  ),
  delta: option(
    'loss',
    z.number().gt(1).nullable().default(null),
    'Dual clip: tokens of negative advantage whose ratio is above it have no gradient. Klear-Reasoner runs 10, verl 3.',
    'TRL',
    'clip_ratio_c',
  ),
  gppo_beta_low: option(
    'loss',
    z.number().min(0).default(1),
    'Scales the gradient that GPPO keeps below the lower bound. Klear-Reasoner 1 in the paper and .25 in its yaml, CE-GPPO .5 and .75; 0 gives that side back to the clip.',
    'Klear-Reasoner',
    'gppo_loss_beta1',
  ),
  gppo_beta_high: option(
    'loss',
    z.number().min(0).default(1),
    'Scales the gradient that GPPO keeps above the upper bound.',
    'Klear-Reasoner',
    'gppo_loss_beta2',
  ),
  cispo_min: option(
    'loss',
    z.number().min(0).default(0),
    'The least weight of a token under CISPO, absolute (verl: 1 - clip_ratio_low); 0: no lower bound.',
    'MiniMax-M1',
  ),
  cispo_max: option(
    'loss',
    positive.default(5),
    "The greatest weight of a token under CISPO, absolute: TRL's epsilon_high, verl's 1 + clip_ratio_high.",
    'ScaleRL',
  ),
  sapo_temperature_pos: option(
    'loss',
    positive.default(1),
    'SAPO: steepness of its gate for positive advantages.',
    'TRL',
  ),
  sapo_temperature_neg: option('loss', positive.default(1.05), 'SAPO: steepness for the other advantages.', 'TRL'),
  dro_beta: option('loss', z.number().min(0).default(0.1), 'DRO: weight of half the squared log-ratio.', 'verl'),
  loss_aggregation: option(
    'loss',
    z.enum(LOSS_AGGREGATIONS).default('token-mean'),
    'How losses of tokens make the loss of an update.',
    'verl',
    'loss_agg_mode',
  ),
  beta: option(
    'loss',
    z.number().min(0).default(0),
    'Weight of the KL divergence from the model at the start.',
    'TRL',
    'kl_loss_coef',
  ),
  kl_estimator: option(
    'loss',
    z.enum(['k1', 'k2', 'k3']).default('k3'),
    'With d = log π - log π_ref: k1 is d, k2 is d²/2, k3 is exp(-d) + d - 1.',
    'TRL',
    'kl_loss_type',
  ),
  entropy_coef: option('loss', z.number().default(0), 'Weight of the bonus for entropy.', 'TRL', 'entropy_coeff'),
  nll_alpha: option(
    'loss',
    z.number().min(0).default(0),
    'Weight of the negative log-likelihood of completions that passed all tests. Klear-Reasoner runs .1.',
    'Klear-Reasoner',
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

/** `kata train`. */
export const trainOptions = z.strictObject({
  ...runOptions,
  stages: stagesOption(ofStage),
  ...evaluationOptions,
  ...loop,
  one_off_pipelining: pipelining,
  ...judgeOptions.shape,
  ...optimizerOfTraining,
});

/** `kata sft`. */
export const sftOptions = z.strictObject({
  seed,
  model: option(
    'run',
    z.string().min(1).nullable().default(null),
    'The folder of a model to go on from; none: a new one of the architecture below.',
    'TRL',
    'model_name_or_path',
  ),
  adapter,
  max_steps: option('run', count.default(900), 'Updates of the run.', 'TRL', 'steps', 'total_training_steps'),
  output_dir: option('run', z.string().min(1).default('runs/sft'), 'The folder of the run.', 'TRL'),
  save_steps,
  stop_after,
  resume_from_checkpoint,
  train_file: option(
    'corpus',
    z.string().min(1).nullable().default(null),
    'A JSONL file of {prompt, completion}; none: the corpus of `tasks`.',
    'TRL',
  ),
  ...sftQualityOptions,
  tasks: option(
    'corpus',
    z.string().min(1).default('spec-to-function'),
    'The built-in task set whose corpus it is, or several joined by commas, in turn.',
  ),
  ...corpusOptions.shape,
  batch_size: option('optimizer', count.default(128), 'Sequences of an update.', 'kata', 'per_device_train_batch_size'),
  ...optimizer({ learning_rate: 3e-3, lr_scheduler_type: 'cosine', warmup_steps: 20 }),
  hidden_size: option('architecture', count.default(64), 'Width.', 'Hugging Face'),
  num_hidden_layers: option('architecture', count.default(2), 'Layers.', 'Hugging Face'),
  num_attention_heads: option(
    'architecture',
    count.default(4),
    'Heads of queries; they divide the width.',
    'Hugging Face',
  ),
  num_key_value_heads: option(
    'architecture',
    count.default(4),
    'Heads of keys and values; they divide those of queries.',
    'Hugging Face',
  ),
  intermediate_size: option('architecture', count.default(176), 'Width inside the feed-forward layer.', 'Hugging Face'),
  max_position_embeddings: option(
    'architecture',
    count.default(256),
    'Tokens of the longest sequence.',
    'Hugging Face',
  ),
  tie_word_embeddings: option(
    'architecture',
    z.boolean().default(true),
    'One matrix for embedding tokens and for predicting them.',
    'Hugging Face',
  ),
});

/** `kata eval`. */
export const evalOptions = z.strictObject({
  seed,
  model: option('run', model, 'The folder of the model to evaluate.'),
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
  max_completion_length: maxCompletionLength,
  ...sampling('rollout'),
  ...callOptions,
  ...judgeOptions.shape,
});

/** `kata sample`. */
export const sampleOptions = z.strictObject({
  seed,
  model: option('run', model, 'The folder of the model to sample from.'),
  adapter,
  prompt: option(
    'rollout',
    z.string().nullable().default(null),
    'What the model is asked; none: a held-out problem of the tasks, whose tests then judge the programs.',
  ),
  ...taskOptions.shape,
  n: option('rollout', count.default(4), 'Completions.', 'kata', 'num_generations'),
  max_completion_length: maxCompletionLength,
  ...sampling('rollout'),
  ...callOptions,
  ...judgeOptions.shape,
});

export type SftOptions = z.output<typeof sftOptions>;
export type EvalOptions = z.output<typeof evalOptions>;
export type SampleOptions = z.output<typeof sampleOptions>;
