/** Supervised training: the model imitates given completions. Makes the base model that RL starts from, and baselines for it. */

import { InputError } from '../../common/errors';
import type { Gpu } from '../../kernels/device/gpu';
import { RESULT_FIELDS, resultAt } from '../../kernels/policy-loss';
import { policyLossOptions } from '../../losses/options';
import type { Sequence } from '../../model/batch';
import { type ModelConfig, parseModelConfig } from '../../model/config';
import type { FileSource } from '../../model/files';
import { Learner } from '../../model/learner';
import { Parameters } from '../../model/parameters';
import { Tokenizer } from '../../model/tokenizer';
import { buildTokenizer, TOKENIZER_CONFIG } from '../../model/tokenizer-build';
import { type Example, openCorpus } from '../../tasks/corpus';
import type { SftOptions } from '../options/commands/sft';
import { learningRate } from '../policy/learning-rate';
import { MICRO_BATCH_ROWS } from '../policy/limits';
import { openPolicy, type Policy, policyOf, runInfo } from '../policy/policy';
import type { TrainEvent } from '../records/events';
import { runLoop, updateStep } from '../run/run-loop';
import { checkpointKeeper, readState, restoreOptimizer, type SaveCheckpoint } from '../run/trainer-state';
import { completionTokens } from './trajectories';

export interface SftContext {
  gpu: Gpu;
  /** The model to start from; a new one of the options' architecture when absent. */
  model?: FileSource;
  /** The folder `checkpoint-<step>` to resume from, in place of the model. */
  resume?: FileSource;
  /** The examples of `--train_file`, gone through in order and again; the corpus of `options.tasks` when absent. */
  examples?: readonly Example[];
  save?: SaveCheckpoint;
  signal?: AbortSignal;
}

/** Runs `options.max_steps` updates, or those that are left of them. */
export async function* sft(options: SftOptions, context: SftContext): AsyncGenerator<TrainEvent, void> {
  const { gpu, resume, signal, save } = context;
  const { batch_size } = options;
  const state = await readState(resume);
  const source = resume ?? context.model;
  const policy = source ? await openPolicy(gpu, source, { training: true }) : await newPolicy(gpu, options);
  const learner = await Learner.create(gpu, policy.parameters, MICRO_BATCH_ROWS, {
    loss: policyLossOptions({ loss_type: 'reinforce' }),
    optimizer: options,
  });
  try {
    if (resume) await restoreOptimizer(resume, state, learner);
    const exampleAt = examplesOf(options, context.examples);
    const keep = checkpointKeeper(save, policy, learner, state);
    const update = async () => {
      const batch = Array.from({ length: batch_size }, (_, i) => exampleAt(state.step * batch_size + i));
      return imitate(policy, learner, batch, learningRate(state.step, options));
    };
    yield* runLoop({
      run: runInfo(policy, options, { step: state.step, max_steps: options.max_steps }),
      ...{ options, state, signal },
      step: () => updateStep(state, policy, learner, update),
      keep: () => keep(state),
    });
  } finally {
    learner.destroy();
    policy.parameters.destroy();
  }
}

/** One update towards the completions of the examples. */
async function imitate(policy: Policy, learner: Learner, batch: readonly Example[], learning_rate: number) {
  const { sequences, targets } = sequencesOf(policy, batch);
  const { results, grad_norm } = await learner.update(sequences, learning_rate);
  const rows = results.length / RESULT_FIELDS.length;
  let [nll, entropies] = [0, 0];
  for (let row = 0; row < rows; row++) {
    nll += resultAt(results, row, 'total');
    if (targets[row]) entropies += resultAt(results, row, 'entropy');
  }
  const entropy = entropies / targets.reduce((sum, on) => sum + on, 0);
  return { metrics: { nll, entropy, grad_norm, learning_rate }, tokens: rows, samples: batch.length };
}

/** A model with random weights and Kata's own tokenizer. */
function newPolicy(gpu: Gpu, options: SftOptions): Policy {
  const json = buildTokenizer();
  const tokenizer = Tokenizer.fromJson(json, 'the built-in tokenizer');
  const config: ModelConfig = parseModelConfig(
    {
      model_type: 'llama',
      vocab_size: tokenizer.vocabSize,
      hidden_size: options.hidden_size,
      intermediate_size: options.intermediate_size,
      num_hidden_layers: options.num_hidden_layers,
      num_attention_heads: options.num_attention_heads,
      num_key_value_heads: options.num_key_value_heads,
      max_position_embeddings: options.max_position_embeddings,
      tie_word_embeddings: options.tie_word_embeddings,
      rms_norm_eps: 1e-5,
      rope_theta: 10000,
      eos_token_id: tokenizer.specials.end,
      pad_token_id: tokenizer.specials.pad,
    },
    'the options',
  );
  const parameters = new Parameters(gpu, config, { training: true });
  parameters.initialise(options.seed);
  return policyOf(
    gpu,
    { config, parameters, tokenizerFiles: { tokenizer: json, config: TOKENIZER_CONFIG } },
    tokenizer,
  );
}

function examplesOf(options: SftOptions, examples: readonly Example[] | undefined): (index: number) => Example {
  if (!examples) return openCorpus(options.tasks, options.seed, options);
  if (examples.length === 0) throw new InputError('train_file: it has no examples');
  return (index) => examples[index % examples.length];
}

/** Prompt, completion and end token as one sequence, of which the completion is imitated: the mean over its tokens. */
function sequencesOf(policy: Policy, batch: readonly Example[]): { sequences: Sequence[]; targets: number[] } {
  const encoded = batch.map((example) => ({
    prompt: policy.tokenizer.encode(example.prompt),
    ...completionTokens(policy, example),
  }));
  const count = encoded.flatMap(({ own }) => own).reduce((sum, on) => sum + on, 0);
  const targets: number[] = [];
  const sequences = encoded.map(({ prompt, tokens, own }) => {
    const mask = [...new Array(Math.max(0, prompt.length - 1)).fill(0), ...own].slice(prompt.length === 0 ? 1 : 0);
    targets.push(...mask);
    // REINFORCE with an advantage of 1 is the negative log-likelihood.
    return { tokens: [...prompt, ...tokens], advantage: 1, policy_weight: mask.map((on) => on / count) };
  });
  return { sequences, targets };
}
