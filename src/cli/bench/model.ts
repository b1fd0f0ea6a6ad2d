/** The speed of updates and of rollouts, on random weights: speed does not depend on their values. */

import { Random } from '../../common/random';
import type { Gpu } from '../../kernels/device/gpu';
import { policyLossOptions } from '../../losses/options';
import { rowsOf } from '../../model/batch';
import { type ModelConfig, parseModelConfig } from '../../model/config';
import { Generator } from '../../model/generation';
import { Learner } from '../../model/learner';
import { Parameters } from '../../model/parameters';
import { sftOptions } from '../../rl/options/commands/sft';
import { flopsOf } from '../../rl/policy/policy';
import { type BenchLine, toBenchLine } from './kernels';

const ROUNDS = 5;

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
  const shape = `${count} × ${length - 1} tokens`;
  return toBenchLine('update', shape, seconds, flopsOf({ config }, { trained: rows }), rows);
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
  return toBenchLine('rollout', shape, seconds, flopsOf({ config }, { forward: decoded }), decoded);
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
