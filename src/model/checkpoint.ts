/**
 * A model in Hugging Face's layout: `config.json`, `model.safetensors`, `tokenizer.json`, `tokenizer_config.json`. What
 * Kata writes loads in Python's `transformers`, and the reverse.
 */
import { InputError } from '../common/errors';
import { Random } from '../common/random';
import type { Gpu } from '../kernels/device/gpu';
import { formatModelConfig, type ModelConfig, parseModelConfig } from './config';
import { type FileSource, readJson, readRequired } from './files';
import { parameterShapes } from './layout';
import { Parameters } from './parameters';
import { readSafetensors, type Safetensors, type StoredTensor, writeSafetensors } from './safetensors';
import type { TextCodec } from './tokenizer';
import { loadTokenizer } from './tokenizer-load';

/** A checkpoint's own JSON files, kept as they are so that saving writes them back. */
interface TokenizerFiles {
  tokenizer: unknown;
  config: unknown;
}

export interface Checkpoint {
  config: ModelConfig;
  parameters: Parameters;
  tokenizerFiles: TokenizerFiles;
}

const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';
const TOKENIZER = 'tokenizer.json';
const TOKENIZER_CONFIG = 'tokenizer_config.json';

interface LoadOptions {
  training: boolean;
  /** The head that the model must have. Default: a language model's. */
  head?: ModelConfig['head'];
  /** Gives a language model, in place of its own head, a new random one of a reward model: the seed of it. */
  new_head?: number;
}

/** Reads config and weights as they are stored; a missing or foreign file is an InputError that names the file. */
export async function readModel(files: FileSource): Promise<{ config: ModelConfig; weights: Safetensors }> {
  const json = await readJson(files, CONFIG);
  if (json === undefined) throw new InputError(`${files.nameOf(CONFIG)} is missing: not a model folder`);
  const config = parseModelConfig(json, files.nameOf(CONFIG));
  const weights = readSafetensors(await readRequired(files, WEIGHTS), files.nameOf(WEIGHTS));
  checkTensors(config, weights, files.nameOf(WEIGHTS));
  return { config, weights };
}

/** Loads config and weights; a missing or foreign file, or another head, is an InputError that names the file. */
export async function loadCheckpoint(
  gpu: Gpu,
  files: FileSource,
  { training, head = 'language_model', new_head }: LoadOptions,
): Promise<Checkpoint> {
  const { config: stored, weights } = await readModel(files);
  const fresh = new_head !== undefined && stored.head === 'language_model';
  const config: ModelConfig = fresh ? { ...stored, head: 'score' } : stored;
  if (config.head !== head) {
    const [is, wanted] =
      head === 'score' ? ['a language model', 'a reward model'] : ['a reward model', 'a language model'];
    throw new InputError(`${files.nameOf(CONFIG)}: this is ${is} (architectures), expected ${wanted}`);
  }
  const tokenizerFiles = {
    tokenizer: await readJson(files, TOKENIZER),
    config: await readJson(files, TOKENIZER_CONFIG),
  };
  const parameters = new Parameters(gpu, config, { training });
  if (fresh) weights.tensors.set('score.weight', newScoreHead(config, new_head));
  parameters.load(weights.tensors);
  return { config, parameters, tokenizerFiles };
}

/** The tokenizer of a checkpoint. */
export async function openTokenizer({ tokenizerFiles }: Checkpoint, files: FileSource): Promise<TextCodec> {
  const name = files.nameOf(TOKENIZER);
  if (tokenizerFiles.tokenizer === undefined) throw new InputError(`${name} is missing`);
  return loadTokenizer(tokenizerFiles.tokenizer, tokenizerFiles.config, name);
}

/** The files of a checkpoint, by name. */
export async function checkpointFiles({
  config,
  parameters,
  tokenizerFiles,
}: Checkpoint): Promise<Map<string, Uint8Array>> {
  const text = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  const files = new Map<string, Uint8Array>();
  files.set(CONFIG, new TextEncoder().encode(formatModelConfig(config)));
  files.set(WEIGHTS, writeSafetensors(await parameters.export()));
  if (tokenizerFiles.tokenizer !== undefined) files.set(TOKENIZER, text(tokenizerFiles.tokenizer));
  if (tokenizerFiles.config !== undefined) files.set(TOKENIZER_CONFIG, text(tokenizerFiles.config));
  return files;
}

/** The head of a new reward model: normal with deviation 0.02, as transformers gives it. */
function newScoreHead({ hidden_size }: ModelConfig, seed: number): StoredTensor {
  const random = new Random(seed, 'initialise', 'score');
  return {
    dtype: 'F32',
    shape: [1, hidden_size],
    data: Float32Array.from({ length: hidden_size }, () => 0.02 * random.normal()),
  };
}

/** Every tensor that the config asks for, with its shape, and no other. */
function checkTensors(config: ModelConfig, { tensors }: Safetensors, source: string): void {
  const wanted = new Map(parameterShapes(config).map(({ name, shape }) => [name, shape]));
  for (const [name, shape] of wanted) {
    const tensor = tensors.get(name);
    if (!tensor) throw new InputError(`${source}: tensor ${name} is missing (config.json asks for it)`);
    if (tensor.shape.join() !== shape.join()) {
      throw new InputError(`${source}: ${name} is [${tensor.shape}], but config.json makes it [${shape}]`);
    }
  }
  for (const name of tensors.keys()) {
    // Files of tied models may repeat the embedding as the head.
    if (!wanted.has(name) && !(config.tie_word_embeddings && name === 'lm_head.weight')) {
      throw new InputError(`${source}: unknown tensor ${name} for a ${config.architecture} model`);
    }
  }
}
