import { expect, it } from 'vitest';
import { measurePeak } from '../../src/kernels/peak';
import copy from '../../src/kernels/peak/copy.wgsl?raw';
import fma from '../../src/kernels/peak/fma.wgsl?raw';
import { normals, runOnce, useGpu } from './testing';

const context = useGpu();

it('the multiply-add kernel does the work it is credited with', async () => {
  const { gpu } = context;
  const [threads, steps, factor] = [64, 3, 0.01];
  const y = gpu.tensor('y', [threads, 4]);
  const kernel = gpu.kernel('peak fma', fma);
  await runOnce(gpu, (plan) => plan.add({ kernel, bind: { y }, uniforms: { steps, factor }, grid: [1] }));
  const values = await gpu.readFloats(y);
  // Eight chains start at id … id + 7 and grow by (1 + factor) eight times a step.
  for (let i = 0; i < threads; i++) {
    const expected = (8 * i + 28) * (1 + factor) ** (8 * steps);
    for (let c = 0; c < 4; c++) expect(Math.abs(values[4 * i + c] / expected - 1)).toBeLessThan(1e-5);
  }
  gpu.free(y);
});

it('the copy kernel copies everything and nothing behind', async () => {
  const { gpu } = context;
  const quads = 77;
  const values = normals((quads + 1) * 4, 1);
  const x = gpu.tensorFrom('x', [quads + 1, 4], values);
  const y = gpu.tensor('y', [quads + 1, 4]);
  const kernel = gpu.kernel('peak copy', copy);
  await runOnce(gpu, (plan) => plan.add({ kernel, bind: { x, y }, uniforms: { quads }, grid: [2] }));
  const copied = await gpu.readFloats(y);
  expect(copied.slice(0, quads * 4)).toEqual(values.slice(0, quads * 4));
  expect([...copied.slice(quads * 4)]).toEqual([0, 0, 0, 0]);
  gpu.free(x, y);
});

it('measures plausible peaks and leaves no buffer behind', async () => {
  const { gpu } = context;
  const before = gpu.liveBytes;
  const { flops, bytes_per_second } = await measurePeak(gpu);
  expect(flops).toBeGreaterThan(1e7);
  expect(flops).toBeLessThan(1e15);
  expect(bytes_per_second).toBeGreaterThan(1e6);
  expect(bytes_per_second).toBeLessThan(1e14);
  expect(gpu.liveBytes).toBe(before);
});
