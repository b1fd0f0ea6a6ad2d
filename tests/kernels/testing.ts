/** What every kernel test needs: one GPU a file, seeded numbers, and a comparison whose tolerance comes from the arithmetic. */
import { afterAll, beforeAll, expect } from 'vitest';
import { Random } from '../../src/common/random';
import type { Gpu, OpenOptions } from '../../src/kernels/device/gpu';
import { openGpu } from '../../src/kernels/device/node-gpu';
import { Plan } from '../../src/kernels/device/plan';

/** Unit roundoff of float32. */
export const U = 2 ** -24;

/**
 * Opens a GPU before the tests of a file and closes it after them, when no buffer may be left. KATA_FEATURES=off tests
 * the plain variants.
 */
export function useGpu(options: OpenOptions = {}): { readonly gpu: Gpu } {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu({ features: process.env.KATA_FEATURES !== 'off', ...options });
  });
  afterAll(() => {
    gpu.check();
    expect(gpu.liveBytes - gpu.readbackBytes, 'bytes in buffers that no test freed').toBe(0);
    gpu.close();
  });
  return {
    get gpu() {
      return gpu;
    },
  };
}

/** Records, seals and runs a plan once; `software` chooses the shape of the kernels, by default what suits the adapter. */
export async function runOnce(
  gpu: Gpu,
  record: (plan: Plan) => void,
  options: { software?: boolean } = {},
): Promise<void> {
  const plan = new Plan(gpu, 'test', options);
  try {
    record(plan);
    await plan.seal();
    plan.run();
  } finally {
    plan.destroy();
  }
}

/** `n` standard normal float32 numbers times `scale`. */
export function normals(n: number, seed: number, scale = 1): Float32Array {
  const random = new Random(seed, 'test');
  return Float32Array.from({ length: n }, () => random.normal() * scale);
}

/**
 * Compares with a reference under an elementwise bound. `bound[i]` (or one number) is the sum of the absolute values of the
 * terms that make up element i; `steps` counts the roundings on the way: |actual − expected| ≤ steps · U · bound + tiny.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  {
    bound,
    steps,
    tiny = 1e-30,
    label = '',
  }: { bound: ArrayLike<number> | number; steps: number; tiny?: number; label?: string },
): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  let where = -1;
  for (let i = 0; i < expected.length; i++) {
    const allowed = steps * U * (typeof bound === 'number' ? bound : bound[i]) + tiny;
    const error = Math.abs(actual[i] - expected[i]) / allowed;
    if (!(error <= worst)) {
      worst = error;
      where = i;
      if (Number.isNaN(error)) break;
    }
  }
  if (!(worst <= 1)) {
    expect.fail(
      `${label} element ${where}: ${actual[where]} instead of ${expected[where]}, ${worst.toFixed(1)} times the tolerance`,
    );
  }
}
