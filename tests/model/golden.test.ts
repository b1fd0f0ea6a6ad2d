import { describe, expect, it } from 'vitest';
import { policyLossOptions } from '../../src/losses/options';
import { loadCheckpoint } from '../../src/model/checkpoint';
import { readJson, readRequired } from '../../src/model/files';
import { Learner } from '../../src/model/learner';
import { readSafetensors } from '../../src/model/safetensors';
import { Scorer } from '../../src/model/scorer';
import { useGpu } from '../kernels/testing';
import { folder, GOLDEN } from './folder';

const context = useGpu();
const OPTIMIZER = { adam_beta1: 0.9, adam_beta2: 0.95, adam_epsilon: 1e-8, weight_decay: 0, max_grad_norm: 1 };

interface Golden {
  tokens: number[][];
  logprobs: number[][];
  loss: number;
}

/** Independent float64 numbers of a tiny checkpoint: grouped heads, odd vocabulary, sequences of length 1 and 2. */
describe.each(['llama-tied', 'qwen2', 'qwen3-tied'])('%s', (name) => {
  const files = folder(`${GOLDEN}models/${name}`);

  // Micro-batches of 64 rows cut the batch, and begin and end inside its sequences' packing.
  it.each([128, 64])('log-probs, in micro-batches of %i rows', async (capacity) => {
    const { gpu } = context;
    const golden = (await readJson(files, 'golden.json')) as Golden;
    const { parameters } = await loadCheckpoint(gpu, files, { training: false });
    const scorer = await Scorer.create(gpu, parameters, capacity);
    const scores = await scorer.score(golden.tokens.map((tokens) => ({ tokens })));
    let sum = 0;
    let count = 0;
    golden.logprobs.forEach((expected, s) => {
      expect(scores[s].logprobs.length).toBe(expected.length);
      expected.forEach((logprob, i) => {
        expect(Math.abs(scores[s].logprobs[i] - logprob)).toBeLessThan(5e-6);
        sum -= scores[s].logprobs[i];
        count++;
      });
    });
    expect(Math.abs(sum / count - golden.loss)).toBeLessThan(1e-6);
    scorer.destroy();
    parameters.destroy();
  });

  it.each([128, 64])('gradients, in micro-batches of %i rows', async (capacity) => {
    const { gpu } = context;
    const golden = (await readJson(files, 'golden.json')) as Golden;
    const expected = readSafetensors(await readRequired(files, 'grads.safetensors'), 'grads.safetensors').tensors;
    const { parameters } = await loadCheckpoint(gpu, files, { training: true });
    const learner = await Learner.create(gpu, parameters, capacity, {
      loss: policyLossOptions({ loss_type: 'reinforce' }),
      optimizer: OPTIMIZER,
    });
    const count = golden.tokens.reduce((sum, tokens) => sum + tokens.length - 1, 0);
    await learner.accumulate(golden.tokens.map((tokens) => ({ tokens, advantage: 1, policy_weight: 1 / count })));
    const gradients = await parameters.export('gradient');
    expect([...gradients.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [tensor, { data }] of expected) {
      const got = gradients.get(tensor)!.data;
      let difference = 0;
      let norm = 0;
      data.forEach((value, i) => {
        difference += (value - got[i]) ** 2;
        norm += value ** 2;
      });
      expect(Math.sqrt(difference / norm), tensor).toBeLessThan(1e-5);
    }
    learner.destroy();
    parameters.destroy();
  });
});
