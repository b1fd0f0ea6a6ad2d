/** Embeddings of texts by a feature-extraction model in ONNX, through `@xenova/transformers`, loaded when one is asked for. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EnvironmentError, InputError, messageOf } from '../../common/errors';
import { isFolder } from '../files';

/** Texts that go through the model at the same time. */
const BATCH = 16;

/**
 * The mean over the tokens of each text, as a unit vector. `model` is a folder as Hugging Face lays it out (config.json,
 * tokenizer.json, onnx/model_quantized.onnx or onnx/model.onnx), or an id that is downloaded and kept.
 */
export async function extractFeatures(model: string, texts: readonly string[]): Promise<Float32Array[]> {
  const { env, pipeline } = await import('@xenova/transformers');
  const isLocal = isFolder(model);
  let quantized = true;
  env.allowRemoteModels = !isLocal;
  if (isLocal) {
    env.localModelPath = dirname(resolve(model));
    quantized = existsSync(join(model, 'onnx/model_quantized.onnx'));
    for (const file of [
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      ...(quantized ? [] : ['onnx/model.onnx']),
    ]) {
      if (!existsSync(join(model, file))) throw new InputError(`embedding: ${join(model, file)} is missing`);
    }
  }
  let extract: Awaited<ReturnType<typeof pipeline<'feature-extraction'>>>;
  try {
    extract = await pipeline('feature-extraction', isLocal ? basename(resolve(model)) : model, { quantized });
  } catch (error) {
    const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : '';
    throw new EnvironmentError(
      `the feature-extraction model ${model} cannot be loaded (${messageOf(error)}${cause})`,
      'It is downloaded unless it is a folder: go where the network is, name a folder that holds it, or use --embedding model.',
      { cause: error },
    );
  }
  const vectors: Float32Array[] = [];
  for (let at = 0; at < texts.length; at += BATCH) {
    const batch = texts.slice(at, at + BATCH);
    const { data, dims } = await extract(batch, { pooling: 'mean', normalize: true });
    const width = dims.at(-1)!;
    vectors.push(...batch.map((_, i) => (data as Float32Array).slice(i * width, (i + 1) * width)));
  }
  return vectors;
}
