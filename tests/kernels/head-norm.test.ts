import { describe, expect, it } from 'vitest';
import { packedWidth } from '../../src/kernels/attention';
import { headNormBackward, headNormForward } from '../../src/kernels/head-norm';
import * as reference from '../../src/kernels/head-norm/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();
const eps = 1e-6;

const shapes: [rows: number, heads: number, kvHeads: number, headDim: number][] = [
  [1, 1, 1, 4],
  [31, 4, 2, 24],
  [64, 4, 4, 8],
  [65, 7, 1, 64],
  [3, 2, 2, 128],
];

describe.each([{ software: true }, { software: false }])('head norm, software: $software', ({ software }) => {
  it.each(shapes)('%i rows of %i and %i heads of %i: forward and backward', async (rows, heads, kvHeads, headDim) => {
    const { gpu } = context;
    const shape = { heads, kvHeads, headDim };
    const [width, normed] = [packedWidth(shape), heads + kvHeads];
    const [values, weights, gradient] = [normals(rows * width, 1), normals(2 * headDim, 2), normals(rows * width, 3)];
    const before = normals(2 * headDim, 4);
    const padded = (given: Float32Array) => {
      const all = new Float32Array((rows + 1) * width).fill(Number.NaN);
      all.set(given);
      return all;
    };
    const canary = (row: number) => new Float32Array((rows + 1) * row).fill(7);
    const t = {
      x: gpu.tensorFrom('x', [rows + 1, width], padded(values)),
      weight: gpu.tensorFrom('weight', [2 * headDim], weights),
      dy: gpu.tensorFrom('dy', [rows + 1, width], padded(gradient)),
      y: gpu.tensorFrom('y', [rows + 1, width], canary(width)),
      rstd: gpu.tensorFrom('rstd', [rows + 1, normed], canary(normed)),
      dx: gpu.tensorFrom('dx', [rows + 1, width], canary(width)),
      dweight: gpu.tensorFrom('dweight', [2 * headDim], before),
    };
    const { x, weight, y, rstd, dy, dx, dweight } = t;
    await runOnce(
      gpu,
      (plan) => {
        headNormForward(plan, { x, weight, y, rstd }, { rows: () => rows, eps, ...shape });
        headNormBackward(plan, { x, weight, rstd, dy, dx, dweight }, { rows: () => rows, ...shape });
      },
      { software },
    );
    const [gotY, gotRstd, gotDx, gotDweight] = (await gpu.read(y, rstd, dx, dweight)) as Float32Array[];
    const forward = reference.headNorm(values, weights, shape, eps);
    const steps = Math.sqrt(headDim) + 10;
    expectClose(gotRstd.subarray(0, rows * normed), forward.rstd, { bound: forward.rstd, steps, label: 'rstd' });
    expectClose(gotY.subarray(0, rows * width), forward.y, { bound: forward.y.map(Math.abs), steps, label: 'y' });
    const backward = reference.headNormBackward(values, weights, shape, eps, gradient);
    // The terms of dx: rstd · |h| and |x̂| · mean |h ⊙ x̂|, both at most √headDim · rstd · the largest of |weight ⊙ dy|.
    const largest =
      weights.reduce((a, b) => Math.max(a, Math.abs(b)), 0) * gradient.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const scale = forward.rstd.reduce((a, b) => Math.max(a, b), 1) * Math.sqrt(headDim) * largest;
    expectClose(gotDx.subarray(0, rows * width), backward.dx, { bound: scale, steps, label: 'dx' });
    const sizes = reference.headNormBackward(values.map(Math.abs), weights, shape, eps, gradient.map(Math.abs)).dweight;
    expectClose(
      gotDweight,
      backward.dweight.map((value, i) => value + before[i]),
      {
        bound: sizes.map((size, i) => size + Math.abs(before[i])),
        steps: Math.sqrt(rows * heads) + 5,
        label: 'dweight',
      },
    );
    for (const [got, row] of [
      [gotY, width],
      [gotRstd, normed],
      [gotDx, width],
    ] as const) {
      expect(got.subarray(rows * row).every((value) => value === 7)).toBe(true);
    }
    gpu.free(...Object.values(t));
  });
});

describe('head norm reference', () => {
  it('is the derivative of the forward', () => {
    const shape = { heads: 2, kvHeads: 1, headDim: 4 };
    const width = packedWidth(shape);
    const [x, weight, dy] = [normals(2 * width, 1), normals(8, 2), normals(2 * width, 3)].map((v) =>
      Float64Array.from(v),
    );
    const value = (at: Float64Array, w: Float64Array) =>
      reference.headNorm(at, w, shape, eps).y.reduce((sum, y, i) => sum + y * dy[i], 0);
    const { dx, dweight } = reference.headNormBackward(x, weight, shape, eps, dy);
    const moved = (of: Float64Array, i: number, by: number) => of.map((v, j) => (j === i ? v + by : v));
    const h = 1e-6;
    dx.forEach((d, i) => {
      expect((value(moved(x, i, h), weight) - value(moved(x, i, -h), weight)) / (2 * h)).toBeCloseTo(d, 6);
    });
    dweight.forEach((d, i) => {
      expect((value(x, moved(weight, i, h)) - value(x, moved(weight, i, -h))) / (2 * h)).toBeCloseTo(d, 6);
    });
  });
});
