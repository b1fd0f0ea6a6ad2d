import { describe, expect, it } from 'vitest';
import { adamwStep, createClip, globalNorm } from '../../src/kernels/adamw';
import * as reference from '../../src/kernels/adamw/reference';
import type { Gpu } from '../../src/kernels/device/gpu';
import { Plan } from '../../src/kernels/device/plan';
import { losses } from '../golden';
import { expectClose, normals, useGpu } from './testing';

const context = useGpu();

/** The kernels take other shapes on software adapters than on hardware; both must be right on either. */
const shapes = [{ software: true }, { software: false }];
const golden = losses.adamw;

const options = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.1 };

/** Arenas with an optimizer over them, recorded as one plan. */
async function optimizer(
  gpu: Gpu,
  software: boolean,
  arenas: { weights: ArrayLike<number>; decayed: number }[],
  maxGradNorm = 1,
) {
  const tensors = arenas.map(({ weights, decayed }) => ({
    weights: gpu.tensorFrom('weights', [weights.length], weights),
    gradients: gpu.tensor('gradients', [weights.length]),
    m: gpu.tensor('m', [weights.length]),
    v: gpu.tensor('v', [weights.length]),
    decayed,
  }));
  const gradients = tensors.map((arena) => arena.gradients);
  const clip = createClip(gpu, gradients);
  const plan = new Plan(gpu, 'optimizer', { software });
  globalNorm(plan, { gradients, clip }, { maxGradNorm });
  for (const arena of tensors) {
    adamwStep(plan, { ...arena, clip }, { ...options, learningRate: (s) => s.rate, step: (s) => s.step });
  }
  await plan.seal();
  return {
    tensors,
    async step(step: number, values: ArrayLike<number>[], rate = 0.01) {
      for (const [i, value] of values.entries()) gpu.write(gradients[i], value);
      plan.run({ step, rate });
      return gpu.readFloats(clip.result);
    },
    destroy() {
      for (const { weights, gradients, m, v } of tensors) gpu.free(weights, gradients, m, v);
      gpu.free(clip.result, clip.partials);
      plan.destroy();
    },
  };
}

describe.each(shapes)('adamw, software: $software', ({ software }) => {
  it('follows the golden trace', async () => {
    const { gpu } = context;
    expect(golden).toMatchObject({ beta1: options.beta1, beta2: options.beta2, eps: options.eps, weight_decay: 0.1 });
    const { tensors, step, destroy } = await optimizer(
      gpu,
      software,
      [{ weights: golden.w0, decayed: 3 }],
      golden.max_norm,
    );
    for (const row of golden.trace) {
      const [norm, scale, skip] = await step(row.step, [row.grad], golden.lr);
      expectClose([norm, scale], [row.grad_norm, row.clip_scale], { bound: [row.grad_norm, 1], steps: 6 });
      expect(skip).toBe(0);
      const [weights, m, v, gradients] = await gpu.read(
        tensors[0].weights,
        tensors[0].m,
        tensors[0].v,
        tensors[0].gradients,
      );
      for (let i = 0; i < 3; i++) {
        expect(Math.abs(m[i] - row.m[i])).toBeLessThanOrEqual(1e-5 * Math.abs(row.m[i]));
        expect(Math.abs(v[i] - row.v[i])).toBeLessThanOrEqual(1e-5 * Math.abs(row.v[i]));
        expect(Math.abs(weights[i] - row.w[i])).toBeLessThanOrEqual(1e-6 + 1e-6 * Math.abs(row.w[i]));
      }
      expect([...gradients]).toEqual([0, 0, 0]);
    }
    destroy();
  });

  it('takes one norm over arenas of odd sizes, decays only the prefix of each, and repeats bit for bit', async () => {
    const { gpu } = context;
    const sizes = [1, 5, 4096 * 4 + 8, 70_001];
    const decayed = [0, 3, 4096 * 4, 70_001];
    const run = async () => {
      const arenas = sizes.map((size, i) => ({ weights: normals(size, i), decayed: decayed[i] }));
      const { tensors, step, destroy } = await optimizer(gpu, software, arenas);
      const expected = arenas.map(({ weights }) => ({
        weights: Float64Array.from(weights),
        m: new Float64Array(weights.length),
        v: new Float64Array(weights.length),
      }));
      for (let t = 1; t <= 3; t++) {
        const gradients = sizes.map((size, i) => normals(size, 100 * t + i));
        const result = await step(t, gradients, 0.003 * t);
        const { norm, scale } = reference.globalNorm(gradients, 1);
        expectClose(result, [norm, scale, 0, 0], { bound: [norm, scale, 0, 0], steps: 300, label: 'clip' });
        expected.forEach((arena, i) => {
          const all = { ...options, scale, decayed: decayed[i], learningRate: 0.003 * t, step: t };
          reference.adamwStep(arena, gradients[i], all);
        });
      }
      const results = await gpu.read(...tensors.flatMap(({ weights, m, v }) => [weights, m, v]));
      expected.forEach(({ weights, m, v }, i) => {
        expectClose(results[3 * i], weights, { bound: weights.map((w) => Math.abs(w) + 0.01), steps: 300, label: 'w' });
        expectClose(results[3 * i + 1], m, { bound: 0.02, steps: 300, label: 'm' });
        expectClose(results[3 * i + 2], v, { bound: v.map((x) => x + 1e-9), steps: 600, label: 'v' });
      });
      destroy();
      return results;
    };
    const [first, second] = [await run(), await run()];
    expect(first).toEqual(second);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['a square that overflows', 1e30],
  ])('skips and counts a step whose gradient holds %s', async (_, bad) => {
    const { gpu } = context;
    const weights = normals(1030, 1);
    const { tensors, step, destroy } = await optimizer(gpu, software, [{ weights, decayed: 1030 }]);
    await step(1, [normals(1030, 2)]);
    const before = await gpu.read(tensors[0].weights, tensors[0].m, tensors[0].v);
    const gradients = normals(1030, 3);
    gradients[1027] = bad;
    expect([...(await step(2, [gradients])).slice(1)]).toEqual([0, 1, 1]);
    expect(await gpu.read(tensors[0].weights, tensors[0].m, tensors[0].v)).toEqual(before);
    expect((await gpu.readFloats(tensors[0].gradients)).every((g) => g === 0)).toBe(true);
    // The next finite step goes on, and the count stays.
    expect([...(await step(2, [normals(1030, 4)])).slice(2)]).toEqual([0, 1]);
    expect(await gpu.read(tensors[0].weights, tensors[0].m, tensors[0].v)).not.toEqual(before);
    destroy();
  });

  it('does not move without gradient, decay or learning rate', async () => {
    const { gpu } = context;
    const weights = normals(64, 1);
    const { tensors, step, destroy } = await optimizer(gpu, software, [{ weights, decayed: 0 }]);
    expect([...(await step(1, [new Float32Array(64)]))]).toEqual([0, 1, 0, 0]);
    await step(2, [normals(64, 2)], 0);
    expect(await gpu.readFloats(tensors[0].weights)).toEqual(weights);
    destroy();
  });
});
