import { describe, expect, it } from 'vitest';
import { rmsnormBackward, rmsnormForward } from '../../src/kernels/rmsnorm';
import * as reference from '../../src/kernels/rmsnorm/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();

/** The kernels take other shapes on software adapters than on hardware; both must be right on either. */
const shapes = [{ software: true }, { software: false }];
const eps = 1e-5;

const cases = [
  [1, 4],
  [3, 48],
  [5, 128],
  [63, 132],
  [65, 64],
  [2001, 64],
] as const;

async function forward(
  x: Float32Array,
  weight: Float32Array,
  software: boolean,
): Promise<{ y: Float32Array; rstd: Float32Array }> {
  const { gpu } = context;
  const width = weight.length;
  const rows = x.length / width;
  const t = {
    x: gpu.tensorFrom('x', [rows, width], x),
    weight: gpu.tensorFrom('weight', [width], weight),
    y: gpu.tensorFrom('y', [rows + 1, width], new Float32Array((rows + 1) * width).fill(7)),
    rstd: gpu.tensorFrom('rstd', [rows + 1], new Float32Array(rows + 1).fill(7)),
  };
  await runOnce(gpu, (plan) => rmsnormForward(plan, t, { rows: () => rows, width, eps }), { software });
  const [y, rstd] = (await gpu.read(t.y, t.rstd)) as Float32Array[];
  gpu.free(t.x, t.weight, t.y, t.rstd);
  expect(y.subarray(rows * width).every((value) => value === 7)).toBe(true);
  expect(rstd[rows]).toBe(7);
  return { y: y.subarray(0, rows * width), rstd: rstd.subarray(0, rows) };
}

describe.each(shapes)('rmsnorm forward, software: $software', ({ software }) => {
  it.each(cases)('%i rows of %i', async (rows, width) => {
    const x = normals(rows * width, 1);
    const weight = normals(width, 2);
    const { y, rstd } = await forward(x, weight, software);
    const expected = reference.rmsnorm(x, weight, eps);
    // The sum has √width random roundings, rsqrt 2 ulp, then three products.
    const steps = Math.sqrt(width) + 8;
    expectClose(rstd, expected.rstd, { bound: expected.rstd, steps, label: 'rstd' });
    expectClose(y, expected.y, { bound: expected.y.map(Math.abs), steps, label: 'y' });
  });

  it('gives a row the same bits wherever it lies', async () => {
    const weight = normals(64, 2);
    const row = normals(64, 3);
    const alone = await forward(row, weight, software);
    const x = normals(70 * 64, 1);
    for (const at of [0, 1, 31, 69]) x.set(row, at * 64);
    const { y, rstd } = await forward(x, weight, software);
    for (const at of [0, 1, 31, 69]) {
      expect(y.subarray(at * 64, at * 64 + 64)).toEqual(alone.y);
      expect(rstd[at]).toBe(alone.rstd[0]);
    }
  });

  it('takes rows of zeros and of large numbers', async () => {
    const weight = normals(64, 2);
    const x = normals(3 * 64, 1, 1e4);
    x.fill(0, 64, 128);
    const { y, rstd } = await forward(x, weight, software);
    const expected = reference.rmsnorm(x, weight, eps);
    expectClose(rstd, expected.rstd, { bound: expected.rstd, steps: 16 });
    expectClose(y, expected.y, { bound: expected.y.map(Math.abs), steps: 16 });
  });
});

describe.each(shapes)('rmsnorm backward, software: $software', ({ software }) => {
  it.each(cases)('%i rows of %i, with and without a residual gradient', async (rows, width) => {
    const { gpu } = context;
    const x = normals(rows * width, 1);
    const weight = normals(width, 2);
    const dy = normals(rows * width, 3);
    const dresidual = normals(rows * width, 4);
    const dweight = normals(width, 5);
    const expected = reference.rmsnormBackward(x, weight, eps, dy);
    const { rstd } = reference.rmsnorm(x, weight, eps);
    // The terms of dx: rstd · |h| and |x̂| · mean |h ⊙ x̂|, the latter at most √width · the row's root mean square of h.
    const bound = x.map((_, i) => {
      const row = Math.floor(i / width);
      let rms = 0;
      for (let c = 0; c < width; c++) rms += (weight[c] * dy[row * width + c]) ** 2 / width;
      const h = Math.abs(weight[i % width] * dy[i]);
      return rstd[row] * (h + Math.abs(x[i] * rstd[row]) * Math.sqrt(rms)) + Math.abs(dresidual[i]);
    });
    const sizes = reference.rmsnormBackward(x.map(Math.abs), weight, eps, dy.map(Math.abs)).dweight;
    const poisoned = (values: Float32Array) => [...values, ...Array(width).fill(Number.NaN)];
    const t = {
      x: gpu.tensorFrom('x', [rows + 1, width], poisoned(x)),
      weight: gpu.tensorFrom('weight', [width], weight),
      rstd: gpu.tensorFrom('rstd', [rows], rstd),
      dy: gpu.tensorFrom('dy', [rows + 1, width], poisoned(dy)),
      dresidual: gpu.tensorFrom('dresidual', [rows + 1, width], poisoned(dresidual)),
    };
    for (const residual of [true, false]) {
      const out = {
        dx: gpu.tensorFrom('dx', [rows + 1, width], new Float32Array((rows + 1) * width).fill(7)),
        dweight: gpu.tensorFrom('dweight', [width], dweight),
      };
      const { dresidual: upstream, ...inputs } = t;
      await runOnce(
        gpu,
        (plan) =>
          rmsnormBackward(
            plan,
            { ...inputs, ...out, dresidual: residual ? upstream : undefined },
            { rows: () => rows, width },
          ),
        { software },
      );
      const [dx, dw] = (await gpu.read(out.dx, out.dweight)) as Float32Array[];
      expectClose(
        dx.subarray(0, rows * width),
        expected.dx.map((value, i) => value + (residual ? dresidual[i] : 0)),
        { bound, steps: Math.sqrt(width) + 10, label: 'dx' },
      );
      expect(dx.subarray(rows * width).every((value) => value === 7)).toBe(true);
      expectClose(
        dw,
        expected.dweight.map((value, i) => value + dweight[i]),
        { bound: sizes.map((size, i) => size + Math.abs(dweight[i])), steps: Math.sqrt(rows) + 5, label: 'dweight' },
      );
      gpu.free(out.dx, out.dweight);
    }
    gpu.free(...Object.values(t));
  });

  it('has a reference that agrees with finite differences', () => {
    const x = Float64Array.from(normals(3 * 8, 1));
    const weight = Float64Array.from(normals(8, 2));
    const dy = normals(3 * 8, 3);
    const loss = () => reference.rmsnorm(x, weight, eps).y.reduce((sum, y, i) => sum + y * dy[i], 0);
    const { dx, dweight } = reference.rmsnormBackward(x, weight, eps, dy);
    for (const [values, gradient] of [
      [x, dx],
      [weight, dweight],
    ]) {
      values.forEach((value, i) => {
        values[i] = value + 1e-5;
        const above = loss();
        values[i] = value - 1e-5;
        const below = loss();
        values[i] = value;
        expect((above - below) / 2e-5).toBeCloseTo(gradient[i], 7);
      });
    }
  });
});
