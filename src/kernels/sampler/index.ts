/**
 * Sampling on the GPU by Gumbel-max (exact), with temperature, top-k, top-p and min-p. All state of a rollout lies in GPU
 * memory; the CPU need not look between tokens. `reference.ts` is the definition.
 */
import { InputError } from '../../common/errors';
import { type Deferred, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import { type RowShape, rowGrid, rowKernel, rowShape } from '../row-statistics';
import gumbel from './gumbel.wgsl?raw';
import sampler from './sampler.wgsl?raw';
import threefry from './threefry.wgsl?raw';
import truncated from './truncated.wgsl?raw';
import whole from './whole.wgsl?raw';

export interface SamplerOptions {
  /** 0 is greedy: the likeliest token, the lowest id among equals. */
  temperature: number;
  /** Keep the k likeliest tokens; 0 is off. */
  top_k?: number;
  /** Keep the likeliest tokens until they have this probability (of what top-k left); 1 is off. */
  top_p?: number;
  /** Keep tokens with at least this share of the likeliest token's probability; 0 is off. */
  min_p?: number;
}

export interface SamplerRun extends SamplerOptions {
  /** With a slot's uid it names the random stream. */
  seed: number;
  /** Up to four tokens that end a sequence. */
  end_tokens: readonly number[];
  /** A token at which a sequence pauses, until its state is set to continue; default: no sequence pauses. */
  pause_token?: number;
  max_completion_length: number;
}

/** The options as the kernel takes them. */
export interface SamplerUniforms {
  seed: number;
  /** 1 where the likeliest token is taken. */
  greedy: number;
  max_completion_length: number;
  inverse_temperature: number;
  top_k: number;
  top_p: number;
  min_log_p: number;
  /** MAX_END_TOKENS of them, NO_TOKEN where there are fewer. */
  end_tokens: readonly number[];
  pause_token: number;
}

const MAX_END_TOKENS = 4;
/** No token has this id. */
const NO_TOKEN = 0xffffffff;
/** Below every log-prob. */
const LOWEST = -3e38;

/** Whether the options cut the vocabulary, so that the sampler's distribution is not that of the training loss. */
export function truncates({ top_k = 0, top_p = 1, min_p = 0 }: SamplerOptions): boolean {
  return top_k > 0 || top_p < 1 || min_p > 0;
}

/** Throws InputError for options out of range. */
export function samplerUniforms(run: SamplerRun): SamplerUniforms {
  const { temperature, top_k = 0, top_p = 1, min_p = 0, seed, end_tokens, max_completion_length } = run;
  const { pause_token = NO_TOKEN } = run;
  if (!(temperature >= 0)) throw new InputError(`temperature is ${temperature}; it must be 0 (greedy) or more`);
  if (!(Number.isInteger(top_k) && top_k >= 0))
    throw new InputError(`top_k is ${top_k}; it must be a whole number, 0 for off`);
  if (!(top_p > 0 && top_p <= 1)) throw new InputError(`top_p is ${top_p}; it must be above 0 and at most 1`);
  if (!(min_p >= 0 && min_p <= 1)) throw new InputError(`min_p is ${min_p}; it must be between 0 and 1`);
  if (end_tokens.length > MAX_END_TOKENS) {
    throw new InputError(`${end_tokens.length} end tokens; the sampler knows at most ${MAX_END_TOKENS}`);
  }
  return {
    seed: seed >>> 0,
    greedy: temperature === 0 ? 1 : 0,
    max_completion_length,
    // Greedy reports the log-prob of the model itself.
    inverse_temperature: temperature === 0 ? 1 : 1 / temperature,
    top_k,
    top_p,
    min_log_p: min_p > 0 ? Math.log(min_p) : LOWEST,
    end_tokens: Array.from({ length: MAX_END_TOKENS }, (_, i) => end_tokens[i] ?? NO_TOKEN),
    pause_token,
  };
}

interface SamplerTensors {
  /** [rows, stride] */
  logits: Tensor;
  /** u32 [work items, 2]: row of `logits`, slot. A slot may be named once. */
  work: Tensor;
  /** u32 [slots] */
  uids: Tensor;
  /**
   * u32 [slots, 4]: token to be fed next, its position, tokens generated, done. Before the first sample of a prompt of
   * length L the position is L − 1, so that the first sampled token has position L. done is 0 while the slot continues, 1
   * when it has ended, 2 when it pauses; any but 0 is left alone.
   */
  state: Tensor;
  /** u32 [slots, capacity]: the sampled tokens. */
  tokens: Tensor;
  /** [slots, capacity]: their log-probs under softmax(z / temperature), truncated or not (temperature 1 when greedy). */
  log_probs: Tensor;
  /** [slots, capacity]: their log-probs among the kept tokens. Without it the sampler cannot truncate. */
  truncated_log_probs?: Tensor;
}

interface SamplerSizes {
  /** Work items in use. */
  rows: Deferred<number>;
  /** Columns of the softmax; those from `vocab` to `stride` are padding and may hold anything. */
  vocab: number;
  /** Ids from here on are never sampled. Default `vocab`. */
  sampleable?: number;
  /** Columns of a row of `logits`, a multiple of 4. */
  stride: number;
  /** `samplerUniforms({ temperature, seed, … })`. */
  options: Deferred<SamplerUniforms>;
  /** Threads a row; by default what suits the adapter. */
  shape?: RowShape;
}

/** Records the sampling of one token for every work item. */
export function sample(
  plan: Plan,
  tensors: SamplerTensors,
  { rows, vocab, sampleable = vocab, stride, options, shape = rowShape(plan) }: SamplerSizes,
): void {
  const { truncated_log_probs, ...bind } = tensors;
  const capacity = tensors.tokens.shape[1];
  const text = threefry + gumbel + (truncated_log_probs ? truncated : whole) + sampler;
  plan.add({
    kernel: rowKernel(plan, 'sampler', text, shape),
    bind: truncated_log_probs ? { ...bind, truncated_log_probs } : { ...bind },
    uniforms: (sizes) => {
      const o = resolve(options, sizes);
      if (!truncated_log_probs && (o.top_k > 0 || o.top_p < 1 || o.min_log_p > LOWEST)) {
        throw new Error('the sampler was recorded without truncated_log_probs and cannot truncate');
      }
      return { rows: resolve(rows, sizes), vocab, sampleable, stride, capacity, ...o };
    },
    grid: (sizes) => rowGrid(resolve(rows, sizes), shape),
  });
}
