/** A policy: a language model on the GPU with its tokenizer, and the tokens that end its texts. */
import { InputError } from '../../common/errors';
import type { Gpu } from '../../kernels/device/gpu';
import { type Checkpoint, loadCheckpoint, openTokenizer } from '../../model/checkpoint';
import type { FileSource } from '../../model/files';
import { parameterCount, parameterLayout } from '../../model/layout';
import type { TextCodec } from '../../model/tokenizer';
import type { RunInfo } from '../records/events';

export interface Policy extends Checkpoint {
  gpu: Gpu;
  tokenizer: TextCodec;
  /** A sampled token of these ends a completion. */
  endTokens: number[];
}

/** Opens the model of a folder. */
export async function openPolicy(gpu: Gpu, files: FileSource, options: { training: boolean }): Promise<Policy> {
  const checkpoint = await loadCheckpoint(gpu, files, options);
  try {
    return policyOf(gpu, checkpoint, await openTokenizer(checkpoint, files));
  } catch (error) {
    checkpoint.parameters.destroy();
    throw error;
  }
}

export function policyOf(gpu: Gpu, checkpoint: Checkpoint, tokenizer: TextCodec): Policy {
  const { eos_token_id: eos, vocab_size } = checkpoint.config;
  const endTokens = eos.length > 0 ? eos : tokenizer.specials.end === undefined ? [] : [tokenizer.specials.end];
  if (endTokens.length === 0) throw new InputError('the model names no end token: config.json needs eos_token_id');
  if (tokenizer.vocabSize > vocab_size) {
    throw new InputError(
      `the tokenizer has ${tokenizer.vocabSize} tokens, but the model's vocab_size is ${vocab_size}`,
    );
  }
  return { ...checkpoint, gpu, tokenizer, endTokens };
}

/**
 * The parameters that take part in a token's matrix products, head included: P in "2 P FLOPs a decoded token". (That a reward
 * model's head is used once a sequence does not matter beside the rest.)
 */
function matrixParameters({ config }: Pick<Policy, 'config'>): number {
  const matrices = parameterLayout(config).filter(({ name, shape }) => shape.length === 2 && name !== 'embed');
  const inLayers = matrices.reduce((sum, { shape }) => sum + shape[0] * (shape[1] ?? 1), 0);
  const tied = config.head === 'language_model' && config.tie_word_embeddings;
  return inLayers + (tied ? config.vocab_size * config.hidden_size : 0);
}

/** FLOPs of tokens that go forward only, and of tokens that are trained on. */
export function flopsOf(
  model: Pick<Policy, 'config'>,
  { forward = 0, trained = 0 }: { forward?: number; trained?: number },
): number {
  return matrixParameters(model) * (2 * forward + 6 * trained);
}

/** The text of a completion, without its end token. */
export function decodeCompletion({ tokenizer, endTokens }: Policy, tokens: readonly number[]): string {
  const ended = endTokens.includes(tokens.at(-1)!);
  return tokenizer.decode(ended ? tokens.slice(0, -1) : tokens);
}

/** What the `start` event says of a run that has made `step` of its steps. */
export function runInfo(
  { gpu, config }: Pick<Policy, 'gpu' | 'config'>,
  options: object,
  { step, max_steps }: { step: number; max_steps: number },
): RunInfo {
  const { name: adapter, backend, software } = gpu.info;
  return {
    options: { ...options },
    adapter,
    backend,
    software,
    parameters: parameterCount(config),
    first_step: step + 1,
    max_steps,
  };
}

/** The special tokens of turns. A tokenizer without them is an InputError. */
export function turnTokens({ tokenizer }: Pick<Policy, 'tokenizer'>): Record<'turn' | 'code' | 'output', number> {
  const { turn, code, output } = tokenizer.specials;
  if (turn !== undefined && code !== undefined && output !== undefined) return { turn, code, output };
  throw new InputError(
    "max_tool_calls: the model's tokenizer needs the special tokens <|code|>, <|output|> and <|turn|> to call programs",
  );
}
