import { describe, expect, it } from 'vitest';
import { valueHead, valueHeadBackward } from '../../src/kernels/value-head';
import * as reference from '../../src/kernels/value-head/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();

/** The column sum takes another shape on software adapters than on hardware; both must be right on either. */
describe.each([{ software: true }, { software: false }])('value head, software: $software', ({ software }) => {
  it.each([
    { lengths: [1], width: 4 },
    { lengths: [3, 1, 2], width: 12 },
    { lengths: [1, 1, 70, 5], width: 68 },
    { lengths: Array.from({ length: 67 }, (_, i) => 1 + (i % 5)), width: 20 },
  ])(
    'scores the last rows of $lengths.length sequences, width $width, and nothing else',
    async ({ lengths, width }) => {
      const { gpu } = context;
      const sequences = lengths.length;
      const ends = lengths.map((_, s) => lengths.slice(0, s + 1).reduce((a, b) => a + b));
      const rows = ends.at(-1)!;
      const last = ends.map((end) => end - 1);
      const lastRows = normals(rows * width, 1);
      // Only last rows may be read: every other one, and what lies behind the sequences, is NaN.
      const values = new Float32Array((rows + 2) * width).fill(Number.NaN);
      for (const row of last) values.set(lastRows.subarray(row * width, (row + 1) * width), row * width);
      const [weight, dscores, before] = [normals(width, 2), normals(sequences, 3), normals(width, 4)];
      const t = {
        x: gpu.tensorFrom('x', [rows + 2, width], values),
        last: gpu.tensorFrom('last', [sequences + 3], [...last, 0, 0, 0], 'u32'),
        weight: gpu.tensorFrom('weight', [width], weight),
        scores: gpu.tensorFrom('scores', [sequences + 3], new Float32Array(sequences + 3).fill(7)),
        dscores: gpu.tensorFrom('dscores', [sequences], dscores),
        dx: gpu.tensorFrom('dx', [rows + 2, width], new Float32Array((rows + 2) * width).fill(Number.NaN)),
        dweight: gpu.tensorFrom('dweight', [width], before),
      };
      await runOnce(
        gpu,
        (plan) => {
          const { x, last, weight, scores, dscores, dx, dweight } = t;
          valueHead(plan, { x, last, weight, scores }, { sequences: () => sequences, width });
          valueHeadBackward(plan, { x, last, weight, dscores, dx, dweight }, { sequences: () => sequences, width });
        },
        { software },
      );
      const [scores, dx, dweight] = (await gpu.read(t.scores, t.dx, t.dweight)) as Float32Array[];
      const size = (of: ArrayLike<number>) => Float64Array.from(of, Math.abs);
      expectClose(scores.subarray(0, sequences), reference.valueHead(lastRows, last, weight), {
        bound: reference.valueHead(size(lastRows), last, size(weight)),
        steps: Math.sqrt(width) + 4,
      });
      expect([...scores.subarray(sequences)]).toEqual([7, 7, 7]);
      const gradient = reference.valueHeadBackward(lastRows, last, weight, dscores);
      const bound = reference.valueHeadBackward(size(lastRows), last, size(weight), size(dscores));
      expectClose(dx, [...gradient.dx, ...Array(2 * width).fill(0)], {
        bound: [...bound.dx, ...Array(2 * width).fill(0)],
        steps: 2,
      });
      expectClose(
        dweight,
        gradient.dweight.map((sum, c) => sum + before[c]),
        { bound: bound.dweight.map((sum, c) => sum + Math.abs(before[c])), steps: Math.sqrt(sequences) + 4 },
      );
      gpu.free(...Object.values(t));
    },
  );
});

describe('value head reference', () => {
  it('agrees with finite differences', () => {
    const width = 4;
    const [last, dscores] = [
      [2, 3],
      [0.7, -1.3],
    ];
    const [x, weight] = [Float64Array.from(normals(5 * width, 1)), Float64Array.from(normals(width, 2))];
    const objective = () => reference.valueHead(x, last, weight).reduce((sum, score, s) => sum + score * dscores[s], 0);
    const { dx, dweight } = reference.valueHeadBackward(x, last, weight, dscores);
    const slopes = (values: Float64Array) =>
      values.map((value, i) => {
        values[i] = value + 1e-5;
        const above = objective();
        values[i] = value - 1e-5;
        const below = objective();
        values[i] = value;
        return (above - below) / 2e-5;
      });
    slopes(x).forEach((slope, i) => {
      expect(slope).toBeCloseTo(dx[i], 8);
    });
    slopes(weight).forEach((slope, i) => {
      expect(slope).toBeCloseTo(dweight[i], 8);
    });
  });
});
