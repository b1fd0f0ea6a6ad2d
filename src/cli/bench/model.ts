/** The speed of attention, of updates and of rollouts, on random weights: speed does not depend on their values. */

import { Random } from '../../common/random';
import { attentionBackward, attentionForward, type Heads, packedWidth, packSequences } from '../../kernels/attention';
import type { Gpu } from '../../kernels/device/gpu';
import { Plan } from '../../kernels/device/plan';
import { bestSeconds } from '../../kernels/peak';
import { policyLossOptions } from '../../losses/options';
import { rowsOf } from '../../model/batch';
import { type ModelConfig, parseModelConfig } from '../../model/config';
import { Generator } from '../../model/generation';
import { Learner } from '../../model/learner';
import { Parameters } from '../../model/parameters';
import { sftOptions } from '../../rl/options/commands/sft';
import { flopsOf } from '../../rl/policy/policy';

export interface BenchLine {
  name: string;
  shape: string;
  ms: number;
  gflops: number;
  tokens_per_second?: number;
}

const ROUNDS = 5;

/** Packed causal attention as training runs it. A pair of rows costs 4·headDim FLOPs forward, 2.5 times that backward. */
export async function attentionRows(gpu: Gpu): Promise<BenchLine[]> {
  const heads: Heads = { heads: 4, kvHeads: 4, headDim: 16 };
  const [sequences, length] = [64, 64];
  const packing = packSequences(new Array(sequences).fill(length));
  const { rows } = packing;
  const width = heads.heads * heads.headDim;
  const random = new Random(0, 'bench');
  const qkv = gpu.tensorFrom(
    'qkv',
    [rows, packedWidth(heads)],
    Float32Array.from({ length: rows * packedWidth(heads) }, () => random.normal()),
  );
  const tensors = {
    qkv,
    spans: gpu.tensorFrom('spans', [rows, 2], packing.spans, 'u32'),
    ends: gpu.tensorFrom('ends', [rows], packing.ends, 'u32'),
    o: gpu.tensor('o', [rows, width]),
    lse: gpu.tensor('lse', [rows, heads.heads]),
    dO: gpu.tensor('dO', [rows, width]),
    delta: gpu.tensor('delta', [rows, heads.heads]),
    dqkv: gpu.tensor('dqkv', [rows, packedWidth(heads)]),
  };
  const { spans, o, lse } = tensors;
  const forward = new Plan(gpu, 'attention');
  attentionForward(forward, { q: qkv, kv: qkv, spans, o, lse }, { rows, keys: 'packed', ...heads });
  const backward = new Plan(gpu, 'attention backward');
  attentionBackward(backward, tensors, { rows, ...heads });
  const flops = ((sequences * length * (length + 1)) / 2) * heads.heads * 4 * heads.headDim;
  const shape = `${sequences} × ${length}, ${heads.heads} heads of ${heads.headDim}`;
  const line = (name: string, seconds: number, work: number) => ({
    name,
    shape,
    ms: seconds * 1000,
    gflops: work / seconds / 1e9,
  });
  const lines = [
    line('attention', await bestSeconds(forward), flops),
    line('attention backward', await bestSeconds(backward), 2.5 * flops),
  ];
  gpu.free(...Object.values(tensors));
  return lines;
}

/** An update and a rollout of the default model. */
export async function modelRows(gpu: Gpu): Promise<BenchLine[]> {
  const config = parseModelConfig({ ...sftOptions.parse({}), model_type: 'llama', vocab_size: 320 }, 'the benchmark');
  const parameters = new Parameters(gpu, config, { training: true });
  parameters.initialise(0);
  const lines = [await update(gpu, parameters, 128, 33), await rollout(gpu, parameters)];
  parameters.destroy();
  return lines;
}

/** The training step that others publish, with its loss read back. SwiGLU of width 176 has the weights of an MLP of 256. */
export async function tinyGptRow(gpu: Gpu): Promise<BenchLine> {
  const config = parseModelConfig(
    {
      model_type: 'llama',
      vocab_size: 100,
      hidden_size: 64,
      intermediate_size: 176,
      num_hidden_layers: 1,
      num_attention_heads: 4,
      max_position_embeddings: 32,
    },
    'the benchmark',
  );
  const parameters = new Parameters(gpu, config, { training: true });
  parameters.initialise(0);
  const line = await update(gpu, parameters, 4, 33);
  parameters.destroy();
  return { ...line, name: 'training step of a tiny GPT' };
}

async function update(gpu: Gpu, parameters: Parameters, count: number, length: number): Promise<BenchLine> {
  const { config } = parameters;
  const sequences = Array.from({ length: count }, (_, s) => ({
    tokens: randomTokens(config, length, s),
    advantage: 1,
    policy_weight: 1 / (count * (length - 1)),
  }));
  const rows = sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
  const learner = await Learner.create(gpu, parameters, rows, {
    loss: policyLossOptions({ loss_type: 'reinforce' }),
    optimizer: sftOptions.parse({}),
  });
  const seconds = await best(async () => void (await learner.update(sequences, 1e-4)));
  learner.destroy();
  return toBenchLine(
    'update',
    `${count} × ${length - 1} tokens`,
    seconds,
    rows,
    flopsOf({ config }, { trained: rows }),
  );
}

async function rollout(gpu: Gpu, parameters: Parameters): Promise<BenchLine> {
  const { config } = parameters;
  const [samples, prompts, max_prompt_length, max_completion_length] = [256, 32, 16, 32];
  const generator = await Generator.create(gpu, parameters, {
    slots: samples,
    max_prompt_length,
    max_completion_length,
    sampleable: config.vocab_size,
  });
  const request = {
    prompts: Array.from({ length: prompts }, (_, p) => randomTokens(config, max_prompt_length, p)),
    samples: Array.from({ length: samples }, (_, uid) => ({ prompt: uid % prompts, uid })),
    seed: 0,
    temperature: 1,
    end_tokens: [],
    max_completion_length,
  };
  const seconds = await best(async () => void (await generator.generate(request)));
  generator.destroy();
  const decoded = samples * max_completion_length;
  const shape = `${samples} × ${max_completion_length} tokens`;
  return toBenchLine('rollout', shape, seconds, decoded, flopsOf({ config }, { forward: decoded }));
}

function randomTokens(config: ModelConfig, length: number, stream: number): number[] {
  const random = new Random(0, 'bench', stream);
  return Array.from({ length }, () => random.int(0, config.vocab_size - 1));
}

/** Seconds of the fastest of a few rounds, after one to warm up. */
async function best(work: () => Promise<void>): Promise<number> {
  await work();
  let seconds = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}

function toBenchLine(name: string, shape: string, seconds: number, tokens: number, flops: number): BenchLine {
  return {
    name,
    shape,
    ms: seconds * 1000,
    gflops: flops / seconds / 1e9,
    tokens_per_second: tokens / seconds,
  };
}
