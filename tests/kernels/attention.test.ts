import { describe, expect, it } from 'vitest';
import {
  attentionBackward,
  attentionForward,
  cacheWidth,
  type Heads,
  packedWidth,
  packSequences,
} from '../../src/kernels/attention';
import { attention, attentionBackward as backwardReference } from '../../src/kernels/attention/reference';
import type { Gpu } from '../../src/kernels/device/gpu';
import { copyPrompt } from '../../src/kernels/rope';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();
const CANARY = 12345;

const cases: [string, lengths: number[], Heads][] = [
  ['one token', [1], { heads: 1, kvHeads: 1, headDim: 4 }],
  ['odd lengths', [1, 7, 30, 1, 1, 33, 2], { heads: 4, kvHeads: 2, headDim: 16 }],
  ['an empty sequence between', [3, 0, 5], { heads: 2, kvHeads: 2, headDim: 8 }],
  ['seven heads on one', [13, 5, 64], { heads: 7, kvHeads: 1, headDim: 12 }],
  ['wide heads', [17, 3], { heads: 4, kvHeads: 2, headDim: 128 }],
  ['a long sequence', [300], { heads: 2, kvHeads: 1, headDim: 8 }],
];

/** Rows behind the last, poisoned. */
const PAD = 3;

function poisoned(rows: number, width: number, seed: number, scale = 1): Float32Array {
  const values = normals((rows + PAD) * width, seed, scale);
  values.fill(Number.NaN, rows * width);
  return values;
}

async function forward(gpu: Gpu, values: Float32Array, spans: Uint32Array, rows: number, shape: Heads) {
  const { heads, headDim } = shape;
  const t = {
    q: gpu.tensorFrom('qkv', [rows + PAD, packedWidth(shape)], values),
    spans: gpu.tensorFrom('spans', [rows, 2], spans, 'u32'),
    o: gpu.tensorFrom('o', [rows + 1, heads * headDim], new Float32Array((rows + 1) * heads * headDim).fill(CANARY)),
    lse: gpu.tensorFrom('lse', [rows + 1, heads], new Float32Array((rows + 1) * heads).fill(CANARY)),
  };
  await runOnce(gpu, (plan) => attentionForward(plan, { ...t, kv: t.q }, { rows, keys: 'packed', ...shape }));
  const [o, lse] = await gpu.read(t.o, t.lse);
  gpu.free(...Object.values(t));
  expect(o.subarray(rows * heads * headDim).every((v) => v === CANARY)).toBe(true);
  expect(lse.subarray(rows * heads).every((v) => v === CANARY)).toBe(true);
  return { o: o.subarray(0, rows * heads * headDim), lse: lse.subarray(0, rows * heads) };
}

/** Roundings on the way: those of a score (whose error exp turns into a relative one), of exp, and of the sums over keys. */
function stepsOf(values: Float32Array, keys: number, { headDim }: Heads): number {
  const score =
    6 *
    Math.sqrt(headDim) *
    Math.max(
      1,
      values.reduce((m, v) => (Number.isNaN(v) ? m : Math.max(m, v * v)), 0),
    );
  return score + 2 * Math.sqrt(keys) + 16;
}

describe('attention forward', () => {
  it.each(cases)('%s', async (_, lengths, shape) => {
    const { rows, spans } = packSequences(lengths);
    const values = poisoned(rows, packedWidth(shape), 1);
    const { o, lse } = await forward(context.gpu, values, spans, rows, shape);
    const expected = attention(values, spans, shape);
    const steps = stepsOf(values, Math.max(...lengths), shape);
    const largest = values.reduce((m, v) => (Number.isNaN(v) ? m : Math.max(m, Math.abs(v))), 0);
    expectClose(o, expected.o, { bound: largest, steps, label: 'o' });
    expectClose(lse, expected.lse, { bound: expected.lse.map((v) => 1 + Math.abs(v)), steps, label: 'lse' });
  });

  it('keeps scores of ±16384 exact', async () => {
    const shape = { heads: 2, kvHeads: 1, headDim: 16 };
    const { rows, spans } = packSequences([9, 4]);
    const width = packedWidth(shape);
    const values = normals((rows + PAD) * width, 4);
    for (let r = 0; r < rows; r++) {
      // One coordinate carries the score: 65536 · ±1 / √16 = ±16384, or a tie, or one apart: all exact in f32.
      const score = [1, -1, 1, 1 - 4 / 65536, -1, 1, -1][r % 7];
      values.fill(0, r * width, r * width + 48);
      values[r * width] = 65536;
      values[r * width + 16] = -65536;
      values[r * width + 32] = score;
    }
    const { o, lse } = await forward(context.gpu, values, spans, rows, shape);
    const expected = attention(values, spans, shape);
    expectClose(o, expected.o, { bound: 4, steps: 24, label: 'o' });
    expectClose(lse, expected.lse, { bound: expected.lse.map((v) => 4 + Math.abs(v)), steps: 2, label: 'lse' });
  });

  it('gives zeros to rows without keys, and leaves no trace of them elsewhere', async () => {
    const { gpu } = context;
    const shape = { heads: 4, kvHeads: 2, headDim: 12 };
    const { rows, spans } = packSequences([5, 6, 70]);
    const values = poisoned(rows, packedWidth(shape), 5);
    const whole = await forward(gpu, values, spans, rows, shape);
    const some = spans.slice();
    const finished = (row: number) => row % 3 === 1;
    for (let row = 0; row < rows; row++) if (finished(row)) some.set([0xffff, 0], 2 * row);
    const { o, lse } = await forward(gpu, values, some, rows, shape);
    for (let row = 0; row < rows; row++) {
      const of = (x: ArrayLike<number>, width: number) => Array.from(x).slice(row * width, (row + 1) * width);
      expect(of(o, 48)).toEqual(finished(row) ? Array(48).fill(0) : of(whole.o, 48));
      expect(of(lse, 4)).toEqual(finished(row) ? Array(4).fill(0) : of(whole.lse, 4));
    }
  });

  it('does nothing without rows', async () => {
    const shape = { heads: 2, kvHeads: 1, headDim: 8 };
    const { o } = await forward(context.gpu, poisoned(0, 32, 1), new Uint32Array(0), 0, shape);
    expect(o.length).toBe(0);
  });

  it.each(cases)('reads a cache like the batch, bit for bit, row by row: %s', async (_, lengths, shape) => {
    const { gpu } = context;
    const { rows, spans } = packSequences(lengths);
    const { heads, headDim } = shape;
    const values = poisoned(rows, packedWidth(shape), 6);
    const training = await forward(gpu, values, spans, rows, shape);
    const maxLength = Math.max(...lengths) + 1;
    const copies = lengths.map((length, s) => [
      spans[2 * lengths.slice(0, s).reduce((a, b) => a + b, 0)] ?? 0,
      length,
      s,
      0,
    ]);
    const cacheRows = lengths.length * maxLength;
    const poison = new Float32Array(cacheRows * cacheWidth(shape)).fill(Number.NaN);
    const t = {
      qkv: gpu.tensorFrom('qkv', [rows + PAD, packedWidth(shape)], values),
      cache: gpu.tensorFrom('cache', [cacheRows, cacheWidth(shape)], poison),
      copies: gpu.tensorFrom('copies', [copies.length, 4], copies.flat(), 'u32'),
    };
    await runOnce(gpu, (plan) => copyPrompt(plan, t, { copies: copies.length, maxLength, ...shape }));
    // A decode step at every position, in an order that no batch has: the rows that are at it, last sequence first.
    for (const position of [0, 1, 2, 4, maxLength - 2].filter((p, i, all) => all.indexOf(p) === i)) {
      const sequences = lengths.flatMap((length, s) => (position < length ? [s] : [])).reverse();
      if (sequences.length === 0) continue;
      const source = sequences.map((s) => copies[s][0] + position);
      const q = new Float32Array(sequences.length * packedWidth(shape));
      source.forEach((row, i) => {
        const from = row * packedWidth(shape);
        q.set(values.subarray(from, from + heads * headDim), i * packedWidth(shape));
      });
      const u = {
        q: gpu.tensorFrom('q', [sequences.length, packedWidth(shape)], q),
        spans: gpu.tensorFrom(
          'spans',
          [sequences.length, 2],
          sequences.flatMap((s) => [s * maxLength, position + 1]),
          'u32',
        ),
        o: gpu.tensor('o', [sequences.length, heads * headDim]),
        lse: gpu.tensor('lse', [sequences.length, heads]),
      };
      await runOnce(gpu, (plan) =>
        attentionForward(plan, { ...u, kv: t.cache }, { rows: sequences.length, keys: 'cache', ...shape }),
      );
      const [o, lse] = await gpu.read(u.o, u.lse);
      source.forEach((row, i) => {
        const width = heads * headDim;
        expect(o.slice(i * width, (i + 1) * width)).toEqual(training.o.slice(row * width, (row + 1) * width));
        expect(lse.slice(i * heads, (i + 1) * heads)).toEqual(training.lse.slice(row * heads, (row + 1) * heads));
      });
      gpu.free(...Object.values(u));
    }
    gpu.free(...Object.values(t));
  });
});

async function backward(gpu: Gpu, values: Float32Array, dO: Float32Array, lengths: number[], shape: Heads) {
  const { heads, headDim } = shape;
  const [width, outWidth] = [packedWidth(shape), heads * headDim];
  const { rows, spans, ends } = packSequences(lengths);
  const nan = (n: number) => new Float32Array(n).fill(Number.NaN);
  const t = {
    qkv: gpu.tensorFrom('qkv', [rows + PAD, width], values),
    spans: gpu.tensorFrom('spans', [rows, 2], spans, 'u32'),
    ends: gpu.tensorFrom('ends', [rows], ends, 'u32'),
    o: gpu.tensorFrom('o', [rows + PAD, outWidth], nan((rows + PAD) * outWidth)),
    lse: gpu.tensorFrom('lse', [rows + PAD, heads], nan((rows + PAD) * heads)),
    dO: gpu.tensorFrom('dO', [rows + PAD, outWidth], dO),
    delta: gpu.tensorFrom('delta', [rows + PAD, heads], nan((rows + PAD) * heads)),
    dqkv: gpu.tensorFrom('dqkv', [rows + 1, width], new Float32Array((rows + 1) * width).fill(CANARY)),
  };
  await runOnce(gpu, (plan) => {
    const { qkv, spans, o, lse } = t;
    attentionForward(plan, { q: qkv, kv: qkv, spans, o, lse }, { rows, keys: 'packed', ...shape });
    attentionBackward(plan, t, { rows, ...shape });
  });
  const dqkv = await gpu.readFloats(t.dqkv);
  gpu.free(...Object.values(t));
  expect(dqkv.subarray(rows * width).every((v) => v === CANARY)).toBe(true);
  return dqkv.subarray(0, rows * width);
}

const biggest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((m, v) => (Number.isNaN(v) ? m : Math.max(m, Math.abs(v))), 0);

describe('attention backward', () => {
  it.each(cases)('%s', async (_, lengths, shape) => {
    const { rows, spans } = packSequences(lengths);
    const values = poisoned(rows, packedWidth(shape), 1);
    const dO = poisoned(rows, shape.heads * shape.headDim, 2);
    const dqkv = await backward(context.gpu, values, dO, lengths, shape);
    const expected = backwardReference(values.subarray(0, rows * packedWidth(shape)), spans, dO, shape);
    // Every gradient is a weighted sum of ds·q, ds·k or p·dO; |ds| is at most p·|dO|·|v|·2, and the weights p of a row add up to
    // one. A key's weights come from several rows: their number bounds the sum, its root the rounding.
    const steps = stepsOf(values, Math.max(...lengths), shape) + 4 * Math.sqrt(shape.headDim);
    const bound = biggest(dO) * biggest(values) ** 2 * (shape.heads / shape.kvHeads);
    expectClose(dqkv, expected, { bound, steps, label: 'dqkv' });
    // The bound is loose for a typical element, so the whole is also compared in norm.
    const norm = (x: ArrayLike<number>) => Math.hypot(...Array.from(x));
    expect(norm(dqkv.map((v, i) => v - expected[i]))).toBeLessThan(2e-6 * norm(expected) + 1e-12);
  });

  it('is finite at scores of ±16384 and zero where nothing can change', async () => {
    const shape = { heads: 2, kvHeads: 1, headDim: 16 };
    const { rows } = packSequences([9, 4]);
    const width = packedWidth(shape);
    const values = normals((rows + PAD) * width, 4);
    for (let r = 0; r < rows; r++) {
      values.fill(0, r * width, r * width + 48);
      values[r * width] = 65536;
      values[r * width + 16] = -65536;
      values[r * width + 32] = r % 2 ? 1 : -1;
    }
    const dO = normals((rows + PAD) * 32, 5);
    const dqkv = await backward(context.gpu, values, dO, [9, 4], shape);
    expect(dqkv.every(Number.isFinite)).toBe(true);
    // One key each, so the weight is 1 whatever the score: dq and dk vanish and dv is dO, added up over the group.
    const alone = await backward(context.gpu, values, dO, Array(rows).fill(1), shape);
    for (let r = 0; r < rows; r++) {
      const row = alone.subarray(r * width, (r + 1) * width);
      const [a, b] = [dO.subarray(r * 32, r * 32 + 16), dO.subarray(r * 32 + 16, r * 32 + 32)];
      expectClose(
        row.subarray(48),
        a.map((v, d) => v + b[d]),
        { bound: 10, steps: 2, label: 'dv' },
      );
    }
  });

  it('does not depend on the other sequences, bit for bit', async () => {
    const shape = { heads: 4, kvHeads: 2, headDim: 12 };
    const { rows } = packSequences([50, 21, 3]);
    const [width, outWidth] = [packedWidth(shape), 48];
    const values = poisoned(rows, width, 1);
    const dO = poisoned(rows, outWidth, 2);
    const all = await backward(context.gpu, values, dO, [50, 21, 3], shape);
    const part = (x: Float32Array, w: number) => {
      const own = new Float32Array((21 + PAD) * w).fill(Number.NaN);
      own.set(x.subarray(50 * w, 71 * w));
      return own;
    };
    const own = await backward(context.gpu, part(values, width), part(dO, outWidth), [21], shape);
    expect(own).toEqual(all.slice(50 * width, 71 * width));
  });

  it('has a reference that is the derivative of the forward', () => {
    const shape = { heads: 4, kvHeads: 2, headDim: 4 };
    const { rows, spans } = packSequences([3, 1, 4]);
    const qkv = Float64Array.from(normals(rows * packedWidth(shape), 7));
    const dO = normals(rows * 16, 8);
    const gradient = backwardReference(qkv, spans, dO, shape);
    const loss = (x: Float64Array) => attention(x, spans, shape).o.reduce((sum, v, i) => sum + v * dO[i], 0);
    for (let i = 0; i < qkv.length; i++) {
      const at = (step: number) => loss(qkv.map((v, j) => (i === j ? v + step : v)));
      expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(gradient[i], 7);
    }
  });

  it('does nothing without rows', async () => {
    const shape = { heads: 2, kvHeads: 1, headDim: 8 };
    expect((await backward(context.gpu, poisoned(0, 32, 1), poisoned(0, 16, 1), [], shape)).length).toBe(0);
  });
});

describe('packSequences', () => {
  it('lays sequences end to end', () => {
    const { rows, positions, spans, ends } = packSequences([2, 0, 3]);
    expect(rows).toBe(5);
    expect(Array.from(positions)).toEqual([0, 1, 0, 1, 2]);
    expect(Array.from(spans)).toEqual([0, 1, 0, 2, 2, 1, 2, 2, 2, 3]);
    expect(Array.from(ends)).toEqual([2, 2, 5, 5, 5]);
    expect(packSequences([]).rows).toBe(0);
  });
});
