import { describe, expect, it } from 'vitest';
import { Random } from '../../src/common/random';
import { embeddingBackward, embeddingForward, embeddingOfSlots, sortTokens } from '../../src/kernels/embedding';
import * as reference from '../../src/kernels/embedding/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();

/** The kernels take other shapes on software adapters than on hardware; both must be right on either. */
const shapes = [{ software: true }, { software: false }];

/** Tokens of which some are much more frequent than others. */
function skewed(rows: number, vocabulary: number): Uint32Array<ArrayBuffer> {
  const random = new Random(rows, 'tokens');
  return Uint32Array.from({ length: rows }, () => Math.floor(random.uniform() ** 4 * vocabulary));
}

const cases = [
  [1, 1, 4],
  [15, 3, 4],
  [16, 7, 16],
  [67, 320, 12],
  [1009, 320, 64],
] as const;

describe.each(shapes)('embedding, software: $software', ({ software }) => {
  it.each(cases)('gathers %i rows from a vocabulary of %i, width %i', async (rows, vocabulary, width) => {
    const { gpu } = context;
    const tokens = skewed(rows, vocabulary);
    const table = normals(vocabulary * width, 1);
    const t = {
      tokens: gpu.tensorFrom('tokens', [rows], tokens, 'u32'),
      table: gpu.tensorFrom('table', [vocabulary, width], table),
      y: gpu.tensorFrom('y', [rows + 1, width], new Float32Array((rows + 1) * width).fill(7)),
    };
    await runOnce(gpu, (plan) => embeddingForward(plan, t, { rows: () => rows, width }), { software });
    const expected = [...reference.embedding(tokens, table, width), ...Array(width).fill(7)];
    expect([...(await gpu.readFloats(t.y))]).toEqual(expected);
    gpu.free(t.tokens, t.table, t.y);
  });

  it('gathers the tokens of slots', async () => {
    const { gpu } = context;
    const [width, vocabulary] = [20, 11];
    const table = normals(vocabulary * width, 1);
    const slots = [4, 1, 2];
    const tokens = [3, 99, 0, 99, 10];
    const t = {
      state: gpu.tensorFrom(
        'state',
        [5, 4],
        tokens.flatMap((token) => [token, 5, 6, 1]),
        'u32',
      ),
      slots: gpu.tensorFrom('slots', [3], slots, 'u32'),
      table: gpu.tensorFrom('table', [vocabulary, width], table),
      y: gpu.tensor('y', [3, width]),
    };
    // Slot 1 holds a token outside the vocabulary: it reads the last row, never beyond the table.
    await runOnce(gpu, (plan) => embeddingOfSlots(plan, t, { rows: 3, width }), { software });
    expect([...(await gpu.readFloats(t.y))]).toEqual([...reference.embedding([10, 10, 0], table, width)]);
    gpu.free(t.state, t.slots, t.table, t.y);
  });

  it.each(cases)('sums gradients: %i rows, vocabulary %i, width %i', async (rows, vocabulary, width) => {
    const { gpu } = context;
    const tokens = skewed(rows, vocabulary);
    const dy = normals(rows * width, 2);
    const before = normals(vocabulary * width, 3);
    const { order, ranges, distinct } = sortTokens(tokens, vocabulary);
    // Room for as many distinct tokens as there could be, filled with ranges that must not be read.
    const room = new Uint32Array(4 * (distinct + 5)).fill(0xffffffff);
    room.set(ranges);
    const t = {
      order: gpu.tensorFrom('order', [rows], order, 'u32'),
      ranges: gpu.tensorFrom('ranges', [distinct + 5, 4], room, 'u32'),
      dy: gpu.tensorFrom('dy', [rows, width], dy),
      dtable: gpu.tensorFrom('dtable', [vocabulary, width], before),
    };
    await runOnce(gpu, (plan) => embeddingBackward(plan, t, { distinct: () => distinct, width }), { software });
    const gradient = await gpu.readFloats(t.dtable);
    const expected = reference.embeddingBackward(tokens, dy, vocabulary, width);
    const bound = reference.embeddingBackward(tokens, dy.map(Math.abs), vocabulary, width);
    expectClose(
      gradient,
      expected.map((sum, i) => sum + before[i]),
      { bound: bound.map((sum, i) => sum + Math.abs(before[i])), steps: Math.sqrt(rows) + 2 },
    );
    gpu.free(t.order, t.ranges, t.dy, t.dtable);
  });
});

describe('sortTokens', () => {
  it('groups positions by token, ascending', () => {
    const { order, ranges, distinct } = sortTokens([2, 0, 2, 5, 0, 2], 6);
    expect([...order]).toEqual([1, 4, 0, 2, 5, 3]);
    expect([...ranges]).toEqual([0, 0, 2, 0, 2, 2, 5, 0, 5, 5, 6, 0]);
    expect(distinct).toBe(3);
  });

  it('takes an empty batch', () => {
    expect(sortTokens([], 4)).toEqual({ order: new Uint32Array(), ranges: new Uint32Array(), distinct: 0 });
  });

  it.each([[[1, 4]], [[-1]], [[0.5]], [[Number.NaN]]])('refuses %j', (tokens) => {
    expect(() => sortTokens(tokens, 4)).toThrow(/outside the vocabulary of 4/);
  });
});

describe('embedding reference', () => {
  it('agrees with finite differences', () => {
    const tokens = [2, 0, 2, 1];
    const table = Float64Array.from(normals(4 * 3, 1));
    const dy = normals(4 * 3, 2);
    const loss = () => reference.embedding(tokens, table, 3).reduce((sum, y, i) => sum + y * dy[i], 0);
    const gradient = reference.embeddingBackward(tokens, dy, 4, 3);
    table.forEach((value, i) => {
      table[i] = value + 1;
      const above = loss();
      table[i] = value - 1;
      expect((above - loss()) / 2).toBeCloseTo(gradient[i], 10);
      table[i] = value;
    });
  });
});
