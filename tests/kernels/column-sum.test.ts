import { describe, expect, it } from 'vitest';
import { columnSum } from '../../src/kernels/column-sum';
import * as reference from '../../src/kernels/column-sum/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();

/** The kernels take other shapes on software adapters than on hardware; both must be right on either. */
const shapes = [{ software: true }, { software: false }];

describe.each(shapes)('column sum, software: $software', ({ software }) => {
  it.each([
    [1, 4, 4],
    [3, 12, 20],
    [63, 16, 16],
    [64, 20, 20],
    [65, 132, 132],
    [257, 64, 192],
    [4001, 8, 8],
  ])('adds the sums of %i rows of %i columns, stride %i', async (rows, width, stride) => {
    const { gpu } = context;
    const x = normals(rows * stride, 1);
    const before = normals(width, 2);
    // Rows past the live ones may hold anything.
    const padded = new Float32Array((rows + 3) * stride).fill(Number.NaN);
    padded.set(x);
    const t = {
      x: gpu.tensorFrom('x', [rows + 3, stride], padded),
      out: gpu.tensorFrom('out', [width + 8], [...before, 7, 7, 7, 7, 7, 7, 7, 7]),
    };
    await runOnce(gpu, (plan) => columnSum(plan, t, { rows: () => rows, width, stride }), { software });
    const out = await gpu.readFloats(t.out);
    const sums = reference.columnSum(x, rows, width, stride);
    const sizes = reference.columnSum(x.map(Math.abs), rows, width, stride);
    expectClose(
      out.subarray(0, width),
      sums.map((sum, c) => sum + before[c]),
      { bound: sizes.map((size, c) => size + Math.abs(before[c])), steps: Math.sqrt(rows) + 2 },
    );
    expect([...out.subarray(width)]).toEqual(Array(8).fill(7));
    gpu.free(t.x, t.out);
  });

  it('leaves the sums alone when there are no rows', async () => {
    const { gpu } = context;
    const t = { x: gpu.tensorFrom('x', [4], [1, 2, 3, 4]), out: gpu.tensorFrom('out', [4], [5, 6, 7, 8]) };
    await runOnce(gpu, (plan) => columnSum(plan, t, { rows: 0, width: 4 }), { software });
    expect([...(await gpu.readFloats(t.out))]).toEqual([5, 6, 7, 8]);
    gpu.free(t.x, t.out);
  });

  it('gives the same bits again', async () => {
    const { gpu } = context;
    const x = gpu.tensorFrom('x', [4000, 192], normals(4000 * 192, 1));
    const results = [];
    for (let i = 0; i < 3; i++) {
      const out = gpu.tensor('out', [192]);
      await runOnce(gpu, (plan) => columnSum(plan, { x, out }, { rows: 4000, width: 192 }), { software });
      results.push(await gpu.readFloats(out));
      gpu.free(out);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    gpu.free(x);
  });
});
