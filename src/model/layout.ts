/**
 * How Kata lays out a model's parameters, and how they map to Hugging Face's. Weights lie as [inputs, outputs], the way
 * the matmul reads them best; Hugging Face stores [outputs, inputs]. The projections of q, k, v are one matrix, and so
 * are those of gate and up, so that each is one matmul. Embedding and head stay [vocabulary, hidden].
 */
import type { Heads } from '../kernels/attention';
import type { ModelConfig } from './config';

interface Part {
  name: string;
  columns: number;
}

export interface ParameterSpec {
  name: string;
  shape: readonly [number, number] | readonly [number];
  /** Hugging Face tensors whose columns stand side by side here. */
  parts: Part[];
  /** True where this is the transpose of the Hugging Face tensor. */
  transposed: boolean;
  /** Matrices decay; norms and biases do not. */
  decayed: boolean;
}

/** The shape of the heads of attention. */
export const attentionHeads = (config: ModelConfig): Heads => ({
  heads: config.num_attention_heads,
  kvHeads: config.num_key_value_heads,
  headDim: config.head_dim,
});

/** The parameters of a model, matrices first. */
export function parameterLayout(config: ModelConfig): ParameterSpec[] {
  const { hidden_size: hidden, intermediate_size: ffn, vocab_size: vocab } = config;
  const specs: ParameterSpec[] = [];
  const width = (parts: Part[]) => parts.reduce((sum, { columns }) => sum + columns, 0);
  const matrix = (name: string, inputs: number, parts: Part[]) =>
    specs.push({ name, shape: [inputs, width(parts)], parts, transposed: true, decayed: true });
  const table = (name: string, source: string) => {
    const parts = [{ name: source, columns: hidden }];
    specs.push({ name, shape: [vocab, hidden], parts, transposed: false, decayed: true });
  };
  const vector = (name: string, parts: Part[]) =>
    specs.push({ name, shape: [width(parts)], parts, transposed: false, decayed: false });

  const { heads, kvHeads, headDim } = attentionHeads(config);
  const qkv = (kind: string, layer: string) => [
    { name: `${layer}.self_attn.q_proj.${kind}`, columns: heads * headDim },
    { name: `${layer}.self_attn.k_proj.${kind}`, columns: kvHeads * headDim },
    { name: `${layer}.self_attn.v_proj.${kind}`, columns: kvHeads * headDim },
  ];
  const layers = Array.from({ length: config.num_hidden_layers }, (_, i) => ({
    ours: `layers.${i}`,
    theirs: `model.layers.${i}`,
  }));

  table('embed', 'model.embed_tokens.weight');
  if (config.head === 'score') matrix('score', hidden, [{ name: 'score.weight', columns: 1 }]);
  else if (!config.tie_word_embeddings) table('head', 'lm_head.weight');
  for (const { ours, theirs } of layers) {
    matrix(`${ours}.qkv`, hidden, qkv('weight', theirs));
    matrix(`${ours}.o`, heads * headDim, [{ name: `${theirs}.self_attn.o_proj.weight`, columns: hidden }]);
    matrix(`${ours}.gate_up`, hidden, [
      { name: `${theirs}.mlp.gate_proj.weight`, columns: ffn },
      { name: `${theirs}.mlp.up_proj.weight`, columns: ffn },
    ]);
    matrix(`${ours}.down`, ffn, [{ name: `${theirs}.mlp.down_proj.weight`, columns: hidden }]);
  }
  for (const { ours, theirs } of layers) {
    vector(`${ours}.input_norm`, [{ name: `${theirs}.input_layernorm.weight`, columns: hidden }]);
    vector(`${ours}.post_norm`, [{ name: `${theirs}.post_attention_layernorm.weight`, columns: hidden }]);
    if (config.attention_bias) vector(`${ours}.qkv_bias`, qkv('bias', theirs));
    if (config.qk_norm) {
      const norms = ['q_norm', 'k_norm'].map((norm) => `${theirs}.self_attn.${norm}.weight`);
      vector(
        `${ours}.qk_norm`,
        norms.map((name) => ({ name, columns: headDim })),
      );
    }
  }
  vector('norm', [{ name: 'model.norm.weight', columns: hidden }]);
  return specs;
}

/** The shape of a part as Hugging Face stores it; matrices are [outputs, inputs]. */
function storedShape({ shape, transposed }: ParameterSpec, columns: number): number[] {
  if (shape.length === 1) return [columns];
  return transposed ? [columns, shape[0]] : [shape[0], columns];
}

/** The Hugging Face name and shape of every weight. */
export const parameterShapes = (config: ModelConfig): { name: string; shape: number[] }[] =>
  parameterLayout(config).flatMap((spec) =>
    spec.parts.map(({ name, columns }) => ({ name, shape: storedShape(spec, columns) })),
  );

/** Number of parameters; a tied head counts once. */
export const parameterCount = (config: ModelConfig): number =>
  parameterLayout(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

/** Values in Kata's layout from tensors in Hugging Face's; `get` throws on a missing name. */
export function fromHuggingFace(spec: ParameterSpec, get: (name: string) => ArrayLike<number>): Float32Array {
  const [rows, width] = spec.shape.length === 2 ? spec.shape : [1, spec.shape[0]];
  const values = new Float32Array(rows * width);
  let column = 0;
  for (const part of spec.parts) {
    const source = get(part.name);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < part.columns; c++) {
        values[r * width + column + c] = source[spec.transposed ? c * rows + r : r * part.columns + c];
      }
    }
    column += part.columns;
  }
  return values;
}

/** The Hugging Face tensors of a parameter, with their names and shapes. */
export function toHuggingFace(
  spec: ParameterSpec,
  values: ArrayLike<number>,
): { name: string; shape: number[]; data: Float32Array }[] {
  const [rows, width] = spec.shape.length === 2 ? spec.shape : [1, spec.shape[0]];
  let column = 0;
  return spec.parts.map((part) => {
    const data = new Float32Array(rows * part.columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < part.columns; c++) {
        data[spec.transposed ? c * rows + r : r * part.columns + c] = values[r * width + column + c];
      }
    }
    column += part.columns;
    return { name: part.name, shape: storedShape(spec, part.columns), data };
  });
}
