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
import { flopsOf, openPolicy, type Policy, policyOf, runInfo } from '../policy/policy';
import type { TrainEvent } from '../records/events';
import {
  INITIAL_STATE,
  keepCheckpoint,
  readState,
  restoreOptimizer,
  type SaveCheckpoint,
  type TrainerState,
} from '../run/trainer-state';
import { completionTokens } from './trajectories';

export interface SftContext {
  gpu: Gpu;
  /** The model to go on from; a new one of the options' architecture when absent. */
  model?: FileSource;
  /** The folder `checkpoint-<step>` to go on from, in place of the model. */
  resume?: FileSource;
  /** The examples of `--train_file`, gone through in order and again; the corpus of `options.tasks` when absent. */
  examples?: readonly Example[];
  save?: SaveCheckpoint;
  signal?: AbortSignal;
}

/** Runs `options.max_steps` updates, or those that are left of them. */
export async function* sft(options: SftOptions, context: SftContext): AsyncGenerator<TrainEvent, void> {
  const { gpu, resume, signal, save } = context;
  let state: TrainerState = resume ? await readState(resume) : { ...INITIAL_STATE };
  const source = resume ?? context.model;
  const policy = source ? await openPolicy(gpu, source, { training: true }) : await newPolicy(gpu, options);
  const learner = await Learner.create(gpu, policy.parameters, MICRO_BATCH_ROWS, {
    loss: policyLossOptions({ loss_type: 'reinforce' }),
    optimizer: options,
  });
  if (resume) await restoreOptimizer(resume, state, learner);
  const exampleAt = examplesOf(options, context.examples);
  const first = state.step;
  const last = Math.min(options.max_steps, options.stop_after ?? options.max_steps);
  yield { type: 'start', run: runInfo(policy, options, first) };
  let saved = first;
  try {
    while (state.step < last && !signal?.aborted) {
      const start = performance.now();
      const batch = Array.from({ length: options.batch_size }, (_, i) =>
        exampleAt(state.step * options.batch_size + i),
      );
      const learning_rate = learningRate(state.step, options);
      const { sequences, targets } = sequencesOf(policy, batch);
      const { results, grad_norm } = await learner.update(sequences, learning_rate);
      const rows = results.length / RESULT_FIELDS.length;
      const step_flops = flopsOf(policy, { trained: rows });
      state = {
        step: state.step + 1,
        step_flops,
        updates: learner.updates,
        samples: state.samples + batch.length,
        num_tokens: state.num_tokens + rows,
        flops: state.flops + step_flops,
      };
      let [nll, entropies] = [0, 0];
      for (let row = 0; row < rows; row++) {
        nll += resultAt(results, row, 'total');
        if (targets[row]) entropies += resultAt(results, row, 'entropy');
      }
      const metrics = {
        nll,
        entropy: entropies / targets.reduce((sum, on) => sum + on, 0),
        grad_norm,
        learning_rate,
        updates: state.updates,
        num_tokens: state.num_tokens,
        'compute/flops': state.flops,
        step_time: (performance.now() - start) / 1000,
      };
      yield { type: 'update', step: state.step, metrics };
      if (save && options.save_steps > 0 && state.step % options.save_steps === 0) {
        yield await keepCheckpoint(save, policy, state, learner);
        saved = state.step;
      }
    }
    if (save && saved !== state.step) yield await keepCheckpoint(save, policy, state, learner);
    yield { type: 'end', step: state.step, reason: state.step >= last ? 'done' : 'aborted' };
  } finally {
    learner.destroy();
    policy.parameters.destroy();
  }
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
