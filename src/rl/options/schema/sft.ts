/** The options of `kata sft`. */
import { z } from 'zod';
import { corpusOptions } from '../../../tasks/spec-to-function/corpus';
import { count, fraction, option } from '../option';
import { optimizer } from './optimizer';
import { adapter, checkpointOptions, seed } from './run';

export const sftQualityOptions = {
  easy_pass_rate: option(
    'corpus',
    fraction.nullable().default(null),
    'Leave out wrong answers of --train_file to problems whose pass rate is this or more; wrong ones to harder problems stay. Rows then say {correct} and, best, {problem, pass_rate}, as kata tasks filter --completions writes them. none: all rows stay.',
    'Klear-Reasoner',
  ),
};

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
  ...checkpointOptions,
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

export type SftOptions = z.output<typeof sftOptions>;
