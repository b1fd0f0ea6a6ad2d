/** Every option of training, supervised training, evaluation and sampling: name, range, default, meaning and source. */
import { z } from 'zod';
import { judgeOptions } from '../sandbox/options';
import { taskOptions } from '../tasks/options';
import { corpusOptions } from '../tasks/spec-to-function/corpus';
import { ADVANTAGE_ESTIMATORS, SCALE_REWARDS } from './advantages';
import { LOSS_AGGREGATIONS } from './aggregation';
import { LR_SCHEDULER_TYPES } from './learning-rate';
import { LOSS_TYPES } from './losses';
import { REWARDS } from './rewards';

/** Attaches an option's group, description, source of name and default, and the names other trainers give it. */
function option<T extends z.ZodType>(
  group: string,
  type: T,
  description: string,
  source = 'kata',
  ...aliases: string[]
): T {
  return type.meta({ group, description, source, aliases });
}

const positive = z.number().positive();
const fraction = z.number().min(0).max(1);
const count = z.int().min(1);

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

const runOptions = {
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
  run_name: option(
    'run',
    z.string().min(1).nullable().default(null),
    'none: <loss_type>-seed<seed>.',
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
  eval_problems: option('evaluation', count.default(256), 'Held-out problems of an evaluation.'),
  eval_samples: option(
    'evaluation',
    count.default(4),
    'Programs sampled for each of them, at the temperature of training.',
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

const rewardOptions = {
  reward: option(
    'reward',
    z.enum(REWARDS).default('all_tests'),
    'With p the share of the tests passed: all_tests is 1 if p is 1 and else 0, fraction is p, pm1 is 2p-1, p4 is p to the fourth.',
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
    'grpo: (R - mean) / (std + eps) in the group; dr_grpo: R - mean; rloo: R - mean of the others; reinforce: R.',
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
  drop_zero_advantage: option(
    'reward',
    z.boolean().default(true),
    'Leave samples of advantage 0 out of the updates, and out of the denominator of the loss.',
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

/** `kata train`. */
export const trainOptions = z.strictObject({
  ...runOptions,
  ...taskOptions.shape,
  ...evaluationOptions,
  ...rolloutOptions,
  ...rewardOptions,
  ...judgeOptions.shape,
  ...lossOptions,
  ...optimizer({ learning_rate: 3e-4, lr_scheduler_type: 'constant', warmup_steps: 3 }),
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
    'A JSONL file of {prompt, completion}; none: the corpus of the built-in task.',
    'TRL',
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
  problems: option('evaluation', count.default(256), 'Held-out problems.'),
  samples: option('evaluation', count.default(16), 'Programs sampled for each; at least the largest k.', 'kata', 'n'),
  k: option('evaluation', z.array(count).min(1).default([1, 8]), 'pass@k for each of these.'),
  max_completion_length: maxCompletionLength,
  ...sampling('rollout'),
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
  ...judgeOptions.shape,
});

export type SftOptions = z.output<typeof sftOptions>;
export type EvalOptions = z.output<typeof evalOptions>;
export type SampleOptions = z.output<typeof sampleOptions>;
