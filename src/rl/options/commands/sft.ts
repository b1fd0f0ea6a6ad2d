/** The options of `kata sft`. */
import { z } from 'zod';
import { count, fraction, option } from '../../../common/options/option';
import { corpusOptions } from '../../../tasks/spec-to-function/corpus';
import { optimizer } from '../optimizer';
import { adapter, checkpointOptions, seed } from '../run';

const sftQualityOptions = {
  easy_pass_rate: option(
    'corpus',
    fraction.nullable().default(null),
    'Leave out wrong answers in --train_file to problems with at least this pass rate; wrong answers to harder problems stay. The rows need {correct}, and ideally {problem, pass_rate}, as kata tasks filter --completions writes them. none: all rows stay.',
    { source: 'Klear-Reasoner' },
  ),
};

export const sftOptions = z.strictObject({
  seed,
  model: option(
    'run',
    z.string().min(1).nullable().default(null),
    'Folder of a model to continue from; none: a new model of the given architecture.',
    { source: 'TRL', aliases: ['model_name_or_path'] },
  ),
  adapter,
  max_steps: option('run', count.default(900), 'Number of updates of the run.', {
    source: 'TRL',
    aliases: ['steps', 'total_training_steps'],
  }),
  output_dir: option('run', z.string().min(1).default('runs/sft'), 'Folder of the run.', { source: 'TRL' }),
  ...checkpointOptions,
  train_file: option(
    'corpus',
    z.string().min(1).nullable().default(null),
    'JSONL file of {prompt, completion} rows; none: the corpus of tasks.',
    { source: 'TRL' },
  ),
  ...sftQualityOptions,
  tasks: option(
    'corpus',
    z.string().min(1).default('spec-to-function'),
    'Built-in task set that provides the corpus, or several joined by commas, which take turns.',
  ),
  ...corpusOptions.shape,
  batch_size: option('optimizer', count.default(128), 'Number of sequences per update.', {
    aliases: ['per_device_train_batch_size'],
  }),
  ...optimizer({ learning_rate: 3e-3, lr_scheduler_type: 'cosine', warmup_steps: 20 }),
  hidden_size: option('architecture', count.default(64), 'Width of the hidden states.', { source: 'Hugging Face' }),
  num_hidden_layers: option('architecture', count.default(2), 'Number of transformer layers.', {
    source: 'Hugging Face',
  }),
  num_attention_heads: option('architecture', count.default(4), 'Number of query heads; it divides hidden_size.', {
    source: 'Hugging Face',
  }),
  num_key_value_heads: option(
    'architecture',
    count.default(4),
    'Number of key and value heads; it divides num_attention_heads.',
    { source: 'Hugging Face' },
  ),
  intermediate_size: option('architecture', count.default(176), 'Width of the feed-forward layer.', {
    source: 'Hugging Face',
  }),
  max_position_embeddings: option('architecture', count.default(256), 'Maximum number of tokens per sequence.', {
    source: 'Hugging Face',
  }),
  tie_word_embeddings: option(
    'architecture',
    z.boolean().default(true),
    'Use one matrix for embedding tokens and for predicting them.',
    { source: 'Hugging Face' },
  ),
});

export type SftOptions = z.output<typeof sftOptions>;
