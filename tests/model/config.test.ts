import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/common/errors';
import { formatModelConfig, parseModelConfig } from '../../src/model/config';
import { parameterShapes } from '../../src/model/layout';
import { readSafetensors } from '../../src/model/safetensors';

const golden = (file: string) => readFileSync(new URL(`../golden/models/${file}`, import.meta.url));

const LLAMA = {
  model_type: 'llama',
  vocab_size: 317,
  hidden_size: 64,
  intermediate_size: 176,
  num_hidden_layers: 2,
  num_attention_heads: 4,
};

/** The beginning of the class names of each architecture in transformers. */
const NAMES: Record<string, string> = { llama: 'Llama', qwen2: 'Qwen2', qwen3: 'Qwen3' };

describe('the configs of real models', () => {
  test.each(['llama-tied', 'qwen2', 'qwen3-tied'])('%s: names and shapes are those of its weights', (model) => {
    const config = parseModelConfig(JSON.parse(golden(`${model}/config.json`).toString()), model);
    const { tensors } = readSafetensors(golden(`${model}/model.safetensors`), model);
    const stored = [...tensors].map(([name, { shape }]) => `${name} ${shape}`).sort();
    expect(
      parameterShapes(config)
        .map(({ name, shape }) => `${name} ${shape}`)
        .sort(),
    ).toEqual(stored);
  });

  test('SmolLM2-135M as transformers 4 writes it', () => {
    const config = parseModelConfig(
      {
        architectures: ['LlamaForCausalLM'],
        attention_bias: false,
        attention_dropout: 0.0,
        bos_token_id: 0,
        eos_token_id: 0,
        hidden_act: 'silu',
        hidden_size: 576,
        initializer_range: 0.041666666666666664,
        intermediate_size: 1536,
        is_llama_config: true,
        max_position_embeddings: 8192,
        mlp_bias: false,
        model_type: 'llama',
        num_attention_heads: 9,
        num_hidden_layers: 30,
        num_key_value_heads: 3,
        pretraining_tp: 1,
        rms_norm_eps: 1e-5,
        rope_interleaved: false,
        rope_scaling: null,
        rope_theta: 100000,
        tie_word_embeddings: true,
        torch_dtype: 'bfloat16',
        use_cache: true,
        vocab_size: 49152,
      },
      'SmolLM2',
    );
    expect(config).toEqual({
      architecture: 'llama',
      head: 'language_model',
      vocab_size: 49152,
      hidden_size: 576,
      intermediate_size: 1536,
      num_hidden_layers: 30,
      num_attention_heads: 9,
      num_key_value_heads: 3,
      head_dim: 64,
      rms_norm_eps: 1e-5,
      rope_theta: 100000,
      max_position_embeddings: 8192,
      tie_word_embeddings: true,
      attention_bias: false,
      qk_norm: false,
      bos_token_id: 0,
      eos_token_id: [0],
      pad_token_id: null,
    });
    const parameters = parameterShapes(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
    expect(parameters).toBe(134_515_008);
  });

  test('Qwen2.5-Coder-0.5B as transformers 5 writes it', () => {
    const config = parseModelConfig(
      {
        ...{ model_type: 'qwen2', dtype: 'bfloat16', vocab_size: 151936, hidden_size: 896, intermediate_size: 4864 },
        ...{ num_hidden_layers: 24, num_attention_heads: 14, num_key_value_heads: 2, head_dim: null },
        ...{ rms_norm_eps: 1e-6, rope_parameters: { rope_theta: 1000000.0, rope_type: 'default' } },
        ...{ use_sliding_window: false, sliding_window: null, max_window_layers: 24 },
        ...{ layer_types: Array(24).fill('full_attention'), max_position_embeddings: 32768 },
        ...{ tie_word_embeddings: true, bos_token_id: 151643, eos_token_id: [151645, 151643], pad_token_id: 151643 },
      },
      'Qwen',
    );
    expect(config).toMatchObject({
      ...{ architecture: 'qwen2', head_dim: 64, rope_theta: 1e6, attention_bias: true },
      ...{ bos_token_id: 151643, eos_token_id: [151645, 151643], pad_token_id: 151643 },
    });
    const shapes = parameterShapes(config);
    expect(shapes).toContainEqual({ name: 'model.layers.23.self_attn.k_proj.bias', shape: [128] });
    expect(shapes.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0)).toBe(494_032_768);
  });
});

test('a qwen3 file that says little gets heads of 128', () => {
  const config = parseModelConfig({ ...LLAMA, model_type: 'qwen3' }, 'config.json');
  expect(config).toMatchObject({ head_dim: 128, qk_norm: true, attention_bias: false, max_position_embeddings: 32768 });
});

test('a file that says little gets the defaults of transformers', () => {
  expect(parseModelConfig(LLAMA, 'config.json')).toEqual({
    ...{ architecture: 'llama', head: 'language_model', vocab_size: 317, hidden_size: 64, intermediate_size: 176 },
    ...{
      num_hidden_layers: 2,
      num_attention_heads: 4,
      num_key_value_heads: 4,
      head_dim: 16,
      rms_norm_eps: 1e-6,
      rope_theta: 10000,
    },
    ...{ max_position_embeddings: 2048, tie_word_embeddings: false, attention_bias: false, qk_norm: false },
    ...{ bos_token_id: null, eos_token_id: [], pad_token_id: null },
  });
  const shapes = parameterShapes(parseModelConfig(LLAMA, 'config.json'));
  expect(shapes).toContainEqual({ name: 'lm_head.weight', shape: [317, 64] });
});

test.each([
  LLAMA,
  { ...LLAMA, head_dim: 32, num_key_value_heads: 2, tie_word_embeddings: true, eos_token_id: 312, pad_token_id: 316 },
  { ...LLAMA, model_type: 'qwen2', eos_token_id: [1, 2], bos_token_id: 0, rope_theta: 5e5, rms_norm_eps: 1e-5 },
  { ...LLAMA, model_type: 'qwen3', num_key_value_heads: 2, tie_word_embeddings: true },
])('what is written is read back', (json) => {
  const config = parseModelConfig(json, 'first');
  const text = formatModelConfig(config);
  expect(parseModelConfig(JSON.parse(text), 'second')).toEqual(config);
  expect(JSON.parse(text)).toMatchObject({
    architectures: [`${NAMES[json.model_type]}ForCausalLM`],
    model_type: json.model_type,
    hidden_act: 'silu',
  });
});

test.each(Object.keys(NAMES))('a %s reward model is a sequence classifier with one label', (model_type) => {
  const name = `${NAMES[model_type]}ForSequenceClassification`;
  const json = { ...LLAMA, model_type, architectures: [name], id2label: { 0: 'LABEL_0' } };
  const config = parseModelConfig(json, 'first');
  expect(config.head).toBe('score');
  // No other head beside it, tied or not.
  const names = parameterShapes(config).map((tensor) => tensor.name);
  expect(parameterShapes(config)).toContainEqual({ name: 'score.weight', shape: [1, 64] });
  expect(names).not.toContain('lm_head.weight');
  const text = JSON.parse(formatModelConfig(config));
  expect(parseModelConfig(text, 'second')).toEqual(config);
  // transformers takes the number of labels from their names.
  expect(text).toMatchObject({ architectures: [name], id2label: { 0: 'LABEL_0' }, label2id: { LABEL_0: 0 } });
  expect(() => parseModelConfig({ ...json, id2label: undefined }, 'c')).toThrow('c: num_labels is 2, expected 1');
});

describe('what Kata would compute differently is refused, by field and value', () => {
  const yarn = { type: 'yarn', factor: 4 };
  test.each<[Record<string, unknown>, string]>([
    [{ model_type: 'gpt2' }, 'model_type is "gpt2", expected one of llama, qwen2, qwen3'],
    [{ model_type: undefined }, 'model_type is missing'],
    [{ model_type: 'toString' }, 'model_type is "toString"'],
    [{ model_type: ['llama'] }, 'model_type is ["llama"]'],
    [{ rope_scaling: yarn }, 'rope_scaling is {"type":"yarn","factor":4}'],
    [{ rope_scaling: { rope_type: 'llama3' } }, 'rope_scaling is'],
    [{ rope_parameters: { rope_type: 'linear', rope_theta: 1e4, factor: 2 } }, 'rope_parameters is'],
    [{ rope_parameters: { full_attention: { rope_type: 'default' } } }, 'rope_parameters is'],
    [{ rope_parameters: { rope_type: 'default', partial_rotary_factor: 0.5 } }, 'rope_parameters is'],
    [{ rope_parameters: 7 }, 'rope_parameters is 7'],
    [{ rope_theta: 0 }, 'rope_theta is 0'],
    [{ rope_theta: '1e4' }, 'rope_theta is "1e4"'],
    [{ partial_rotary_factor: 0.25 }, 'partial_rotary_factor is 0.25'],
    [{ hidden_act: 'gelu' }, 'hidden_act is "gelu", expected "silu"'],
    [{ mlp_bias: true }, 'mlp_bias is true'],
    [{ attention_bias: true }, 'attention_bias is true'],
    [{ quantization_config: { bits: 4 } }, 'quantization_config is {"bits":4}'],
    [{ layer_types: ['full_attention', 'sliding_attention'] }, 'layer_types is'],
    [{ model_type: 'qwen2', use_sliding_window: true, max_window_layers: 1 }, 'use_sliding_window is true'],
    [{ hidden_size: 66 }, 'hidden_size is 66, expected a positive multiple of 4'],
    [{ intermediate_size: 175 }, 'intermediate_size is 175'],
    [{ head_dim: 15 }, 'head_dim is 15'],
    [{ num_attention_heads: 3 }, 'head_dim is 21.33'],
    [{ num_key_value_heads: 3 }, 'num_key_value_heads is 3, expected a divisor of num_attention_heads 4'],
    [{ vocab_size: undefined }, 'vocab_size is missing'],
    [{ num_hidden_layers: 0 }, 'num_hidden_layers is 0'],
    [{ num_hidden_layers: '2' }, 'num_hidden_layers is "2"'],
    [{ num_attention_heads: 2.5 }, 'num_attention_heads is 2.5'],
    [{ rms_norm_eps: -1e-6 }, 'rms_norm_eps is -0.000001'],
    [{ tie_word_embeddings: 'yes' }, 'tie_word_embeddings is "yes"'],
    [{ eos_token_id: 317 }, 'eos_token_id is 317, expected a token id below vocab_size 317'],
    [{ eos_token_id: [1, -2] }, 'eos_token_id is [1,-2]'],
    [{ pad_token_id: 0.5 }, 'pad_token_id is 0.5'],
  ])('%j', (change, message) => {
    const parse = () => parseModelConfig({ ...LLAMA, ...change }, 'my/config.json');
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(`my/config.json: ${message}`);
  });

  test.each([null, 3, 'llama', [LLAMA]])('%j is no config', (json) => {
    expect(() => parseModelConfig(json, 'my/config.json')).toThrow('my/config.json: expected a JSON object');
  });
});

test.each<Record<string, unknown>>([
  { rope_scaling: { rope_type: 'default' } },
  { rope_scaling: null, rope_parameters: null },
  { model_type: 'qwen2', use_sliding_window: true, sliding_window: 4096, max_window_layers: 2 },
  { model_type: 'qwen2', use_sliding_window: true, sliding_window: null, max_window_layers: 0 },
  { model_type: 'qwen2', use_sliding_window: false, sliding_window: 4096, max_window_layers: 1 },
  { hidden_act: null, mlp_bias: null, head_dim: null, torch_dtype: 'float16', dtype: 'float16' },
])('%j changes nothing', (change) => {
  const parsed = parseModelConfig({ ...LLAMA, ...change }, 'config.json');
  expect(parsed).toEqual(parseModelConfig({ ...LLAMA, model_type: change.model_type ?? 'llama' }, 'config.json'));
});
