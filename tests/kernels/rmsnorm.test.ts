import { describe, expect, it } from 'vitest';
import { rmsnormForward } from '../../src/kernels/rmsnorm';
import { rmsnorm } from '../../src/kernels/rmsnorm/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();

describe('rmsnorm forward', () => {
  it.each([
    [1, 4],
    [3, 48],
    [5, 128],
    [7, 132],
    [2001, 64],
  ])('%i rows of %i', async (rows, width) => {
    const { gpu } = context;
    const x = normals(rows * width, 1);
    const weight = normals(width, 2);
    const eps = 1e-5;
    const t = {
      x: gpu.tensorFrom('x', [rows, width], x),
      weight: gpu.tensorFrom('weight', [width], weight),
      y: gpu.tensor('y', [rows, width]),
      rstd: gpu.tensor('rstd', [rows]),
    };
    await runOnce(gpu, (plan) => rmsnormForward(plan, t, { rows, width, eps }));
    const [y, rstd] = await gpu.read(t.y, t.rstd);
    const expected = rmsnorm(x, weight, eps);
    // The sum has √width random roundings, rsqrt 2 ulp, then three products.
    const steps = Math.sqrt(width) + 8;
    expectClose(rstd, expected.rstd, { bound: expected.rstd, steps, label: 'rstd' });
    expectClose(y, expected.y, { bound: expected.y.map(Math.abs), steps, label: 'y' });
    gpu.free(t.x, t.weight, t.y, t.rstd);
  });

  it('leaves no buffer behind', () => {
    expect(context.gpu.liveBytes).toBeLessThan(2 ** 22);
  });
});
