/**
 * A model's architecture, by its Hugging Face `config.json`. Reads what `transformers` 4 and 5 write, writes what both read,
 * and refuses what Kata would compute differently.
 */
import { InputError } from '../common/errors';
import { isObject } from '../common/json';

/** Properties of a family of models; `config.json` names the family in `model_type`. */
interface Family {
  /** The beginning of the class names in `architectures`. */
  name: string;
  /** Biases on q, k and v. */
  attention_bias: boolean;
  /** RMSNorm of every head of q and k before the rotation. */
  qk_norm: boolean;
  /** Used where the file gives none; of `head_dim`, hidden_size / num_attention_heads where the family has no other. */
  defaults: { max_position_embeddings: number; head_dim?: number };
  /** Fields that other families do not have, with the one value under which Kata computes what transformers does. */
  fields: Record<string, unknown>;
}

/** A new architecture is a row here; where its mathematics is new, also a flag that `layout.ts` and `network.ts` read. */
const FAMILIES = {
  // `attention_bias` would also put a bias on the output projection.
  llama: {
    name: 'Llama',
    attention_bias: false,
    qk_norm: false,
    defaults: { max_position_embeddings: 2048 },
    fields: { attention_bias: false, mlp_bias: false },
  },
  // Llama with biases on q, k and v, whatever the file says of them.
  qwen2: {
    name: 'Qwen2',
    attention_bias: true,
    qk_norm: false,
    defaults: { max_position_embeddings: 32768 },
    fields: { use_sliding_window: false },
  },
  qwen3: {
    name: 'Qwen3',
    attention_bias: false,
    qk_norm: true,
    defaults: { max_position_embeddings: 32768, head_dim: 128 },
    fields: { attention_bias: false, use_sliding_window: false },
  },
} satisfies Record<string, Family>;

type Architecture = keyof typeof FAMILIES;

/** Everything that the computation depends on, under Hugging Face's names. */
export interface ModelConfig {
  architecture: Architecture;
  /** Output: next tokens, or one score per sequence (a sequence classifier with one label). */
  head: 'language_model' | 'score';
  vocab_size: number;
  hidden_size: number;
  /** Width of the SwiGLU feed-forward. */
  intermediate_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  /** Divides num_attention_heads; each key-value head serves as many query heads. */
  num_key_value_heads: number;
  /** Even; need not be hidden_size / num_attention_heads. */
  head_dim: number;
  rms_norm_eps: number;
  rope_theta: number;
  max_position_embeddings: number;
  /** Whether the embedding is also the language model's head. */
  tie_word_embeddings: boolean;
  /** Biases on q, k and v. */
  attention_bias: boolean;
  /** RMSNorm of every head of q and k before the rotation. */
  qk_norm: boolean;
  bos_token_id: number | null;
  /** Every token that ends a text; may be empty. */
  eos_token_id: number[];
  pad_token_id: number | null;
}

const TASKS = { language_model: 'ForCausalLM', score: 'ForSequenceClassification' } as const;

type Fields = Record<string, unknown>;
type Refuse = (field: string, value: unknown, wanted: string) => never;

/** The config in a parsed `config.json`. Throws an InputError that names `source`, the field and its value. */
export function parseModelConfig(json: unknown, source: string): ModelConfig {
  if (!isObject(json)) throw new InputError(`${source}: expected a JSON object`);
  const refuse: Refuse = (field, value, wanted) => {
    throw new InputError(`${source}: ${field} is ${JSON.stringify(value) ?? 'missing'}, expected ${wanted}`);
  };
  const architecture = json.model_type as Architecture;
  const names = Object.keys(FAMILIES);
  if (!names.includes(architecture)) {
    refuse('model_type', json.model_type, `one of ${names.join(', ')}`);
  }
  const family: Family = FAMILIES[architecture];
  refuseUnknownMath(json, family, refuse);

  const size = (name: string, otherwise?: number, step = 1): number => {
    const value = json[name] ?? otherwise;
    if (Number.isSafeInteger(value) && (value as number) > 0 && (value as number) % step === 0) return value as number;
    return refuse(name, value, step === 1 ? 'a positive integer' : `a positive multiple of ${step}`);
  };
  const hidden = size('hidden_size', undefined, 4);
  const heads = size('num_attention_heads');
  const kvHeads = size('num_key_value_heads', heads);
  if (heads % kvHeads !== 0) refuse('num_key_value_heads', kvHeads, `a divisor of num_attention_heads ${heads}`);
  const tied = json.tie_word_embeddings ?? false;
  if (typeof tied !== 'boolean') refuse('tie_word_embeddings', tied, 'true or false');

  const vocab = size('vocab_size');
  const tokens = (name: string): number[] => {
    const ids = [json[name] ?? []].flat();
    const isToken = (id: unknown): id is number =>
      Number.isInteger(id) && (id as number) >= 0 && (id as number) < vocab;
    return ids.every(isToken) ? ids : refuse(name, json[name], `a token id below vocab_size ${vocab}`);
  };
  return {
    architecture,
    head: parseHead(json, refuse),
    vocab_size: vocab,
    hidden_size: hidden,
    intermediate_size: size('intermediate_size', undefined, 4),
    num_hidden_layers: size('num_hidden_layers'),
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    head_dim: size('head_dim', family.defaults.head_dim ?? hidden / heads, 2),
    rms_norm_eps: positive(json, 'rms_norm_eps', refuse) ?? 1e-6,
    rope_theta: ropeTheta(json, refuse) ?? 10000,
    max_position_embeddings: size('max_position_embeddings', family.defaults.max_position_embeddings),
    tie_word_embeddings: tied,
    attention_bias: family.attention_bias,
    qk_norm: family.qk_norm,
    bos_token_id: tokens('bos_token_id')[0] ?? null,
    eos_token_id: tokens('eos_token_id'),
    pad_token_id: tokens('pad_token_id')[0] ?? null,
  };
}

/** The text of a `config.json` that Python `transformers` loads, for float32 weights. */
export function formatModelConfig(config: ModelConfig): string {
  const { architecture, head, attention_bias, qk_norm, eos_token_id: eos, ...rest } = config;
  const fields = {
    architectures: [FAMILIES[architecture].name + TASKS[head]],
    model_type: architecture,
    ...rest,
    // The number of labels is that of their names.
    ...(head === 'score' && { id2label: { 0: 'LABEL_0' }, label2id: { LABEL_0: 0 } }),
    eos_token_id: eos.length > 1 ? eos : (eos[0] ?? null),
    hidden_act: 'silu',
    rope_scaling: null,
    ...FAMILIES[architecture].fields,
    torch_dtype: 'float32',
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** The head, by the class that `architectures` names; a config that names none is a language model's. */
function parseHead(json: Fields, refuse: Refuse): ModelConfig['head'] {
  const [name] = [json.architectures ?? []].flat();
  if (typeof name !== 'string' || !name.endsWith(TASKS.score)) return 'language_model';
  // Without names of labels there are two.
  const labels = isObject(json.id2label) ? Object.keys(json.id2label).length : (json.num_labels ?? 2);
  if (labels !== 1) refuse('num_labels', labels, '1: a reward model gives one score');
  return 'score';
}

/** Refuses settings under which the same weights would mean another function than the one Kata computes. */
function refuseUnknownMath(json: Fields, family: Family, refuse: Refuse): void {
  const only = (name: string, wanted: unknown) => {
    if ((json[name] ?? wanted) !== wanted) refuse(name, json[name], JSON.stringify(wanted));
  };
  only('hidden_act', 'silu');
  only('mlp_bias', false);
  only('partial_rotary_factor', 1);
  const { use_sliding_window: slides, ...fixed } = family.fields;
  for (const [name, value] of Object.entries(fixed)) only(name, value);
  if (json.quantization_config != null) refuse('quantization_config', json.quantization_config, 'unquantized weights');

  const layers = json.layer_types;
  if (Array.isArray(layers) && layers.some((type) => type !== 'full_attention')) {
    refuse('layer_types', layers, 'full_attention in every layer');
  }
  // Without layer_types, the layers from max_window_layers on slide.
  const allFull = Array.isArray(layers) || Number(json.max_window_layers ?? 28) >= Number(json.num_hidden_layers);
  if (slides === false && json.use_sliding_window === true && json.sliding_window !== null && !allFull) {
    refuse('use_sliding_window', true, 'false: attention is full');
  }
}

/** RoPE's base, as `rope_theta` (transformers 4) or in `rope_parameters` (5); refuses scaled RoPE. */
function ropeTheta(json: Fields, refuse: Refuse): number | undefined {
  for (const name of ['rope_scaling', 'rope_parameters']) {
    const rope = json[name] ?? {};
    if (!isObject(rope)) refuse(name, rope, 'an object or null');
    const unscaled =
      (rope.rope_type ?? rope.type ?? 'default') === 'default' && (rope.partial_rotary_factor ?? 1) === 1;
    // Per-layer parameters are objects by the name of the layer type.
    if (!unscaled || Object.values(rope).some(isObject)) refuse(name, rope, 'rope_type "default"');
  }
  return positive((json.rope_parameters ?? {}) as Fields, 'rope_theta', refuse) ?? positive(json, 'rope_theta', refuse);
}

function positive(json: Fields, name: string, refuse: Refuse): number | undefined {
  const value = json[name] ?? undefined;
  if (value === undefined || (typeof value === 'number' && value > 0 && Number.isFinite(value))) return value;
  return refuse(name, value, 'a positive number');
}
