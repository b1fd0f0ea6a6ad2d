import { describe, expect, it } from 'vitest';
import { cacheWidth, packedWidth } from '../../src/kernels/attention';
import { copyPrompt, ropeAppend, ropeBackward, ropeForward, ropeTable } from '../../src/kernels/rope';
import { rope } from '../../src/kernels/rope/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();
const theta = 10000;

/** |cos·a| + |sin·b| never exceeds the pair's length times √2; this bound is per pair. */
function pairBound(qkv: Float32Array, width: number, headDim: number): Float64Array {
  const half = headDim / 2;
  return Float64Array.from(qkv, (_, at) => {
    const i = (at % width) % headDim;
    const partner = i < half ? at + half : at - half;
    return Math.abs(qkv[at]) + Math.abs(qkv[partner]);
  });
}

const shapes: [rows: number, heads: number, kvHeads: number, headDim: number][] = [
  [1, 1, 1, 4],
  [31, 4, 2, 12],
  [64, 4, 4, 8],
  [65, 4, 2, 16],
  [7, 7, 1, 64],
  [3, 2, 2, 128],
];

describe('rope', () => {
  it.each(shapes)('%i rows of %i and %i heads of %i: forward and backward', async (rows, heads, kvHeads, headDim) => {
    const { gpu } = context;
    const shape = { heads, kvHeads, headDim };
    const width = packedWidth(shape);
    const positions = Uint32Array.from({ length: rows }, (_, r) => (r * 37) % 500);
    const values = normals((rows + 2) * width, 1);
    values.fill(Number.NaN, rows * width);
    const t = {
      qkv: gpu.tensorFrom('qkv', [rows + 2, width], values),
      table: gpu.tensorFrom('table', [500, headDim], ropeTable(headDim, theta, 500)),
      positions: gpu.tensorFrom('positions', [rows], positions, 'u32'),
    };
    const [used, bound] = [
      values.subarray(0, rows * width),
      pairBound(values, width, headDim).subarray(0, rows * width),
    ];
    await runOnce(gpu, (plan) => ropeForward(plan, t, { rows, ...shape }));
    const forward = await gpu.readFloats(t.qkv);
    // Two roundings of the table, two of the arithmetic.
    expectClose(forward.subarray(0, rows * width), rope(used, positions, { ...shape, theta }), { bound, steps: 4 });
    expect(forward.subarray(rows * width).every(Number.isNaN)).toBe(true);

    gpu.write(t.qkv, values);
    const { qkv: dqkv, table } = t;
    await runOnce(gpu, (plan) => ropeBackward(plan, { dqkv, table, positions: t.positions }, { rows, ...shape }));
    const backward = await gpu.readFloats(t.qkv);
    expectClose(backward.subarray(0, rows * width), rope(used, positions, { ...shape, theta }, -1), {
      bound,
      steps: 4,
    });
    gpu.free(t.qkv, t.table, t.positions);
  });

  it('has a backward that is the transpose of its forward', () => {
    const shape = { heads: 2, kvHeads: 1, headDim: 12, theta };
    const [x, dy, positions] = [normals(5 * 48, 1), normals(5 * 48, 2), [0, 1, 2, 3, 499]];
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0);
    expect(dot(rope(x, positions, shape), dy)).toBeCloseTo(dot(x, rope(dy, positions, shape, -1)), 9);
    // The derivative itself, by central differences: the map is linear, so the step may be large.
    for (const i of [0, 6, 13, 40, 239]) {
      const at = (step: number) =>
        dot(
          rope(
            x.map((v, j) => (i === j ? v + step : v)),
            positions,
            shape,
          ),
          dy,
        );
      expect((at(1) - at(-1)) / 2).toBeCloseTo(rope(dy, positions, shape, -1)[i], 5);
    }
  });

  it('computes its table in float64', () => {
    const table = ropeTable(8, theta, 2000);
    expect(table.length).toBe(2000 * 8);
    for (const [position, i] of [
      [0, 0],
      [1999, 0],
      [1234, 3],
    ]) {
      const angle = position * theta ** (-i / 4);
      expect(table[position * 8 + 2 * i]).toBe(Math.fround(Math.cos(angle)));
      expect(table[position * 8 + 2 * i + 1]).toBe(Math.fround(Math.sin(angle)));
    }
  });

  it('refuses heads that it does not serve', async () => {
    const { gpu } = context;
    const tensor = gpu.tensor('x', [64]);
    const t = { qkv: tensor, table: tensor, positions: tensor };
    const record = (heads: number, kvHeads: number, headDim: number) =>
      runOnce(gpu, (plan) => ropeForward(plan, t, { rows: 1, heads, kvHeads, headDim }));
    await expect(record(4, 3, 8)).rejects.toThrow(/4 query heads cannot share 3/);
    await expect(record(4, 2, 6)).rejects.toThrow(/multiple of 4/);
    await expect(record(4, 2, 132)).rejects.toThrow(/multiple of 4 from 4 to 128/);
    gpu.free(tensor);
  });
});

describe('rope append', () => {
  it.each(shapes)('%i rows of %i and %i heads of %i, like the forward', async (rows, heads, kvHeads, headDim) => {
    const { gpu } = context;
    const shape = { heads, kvHeads, headDim };
    const [width, cacheRow, maxLength] = [packedWidth(shape), cacheWidth(shape), 9];
    const slotCount = rows + 3;
    // Row r serves slot slotCount − 1 − r; every third slot is done; one has no room left.
    const slots = Uint32Array.from({ length: rows }, (_, r) => slotCount - 1 - r);
    const state = new Uint32Array(slotCount * 4);
    for (let s = 0; s < slotCount; s++) state.set([5, (s * 5) % maxLength, 1, s % 3 === 1 ? 1 : 0], s * 4);
    if (rows > 4) state[4 * slots[0] + 1] = maxLength;
    const values = normals((rows + 1) * width, 1);
    values.fill(Number.NaN, rows * width);
    const table = gpu.tensorFrom('table', [maxLength, headDim], ropeTable(headDim, theta, maxLength));
    const t = {
      qkv: gpu.tensorFrom('qkv', [rows + 1, width], values),
      cache: gpu.tensorFrom(
        'cache',
        [slotCount * maxLength, cacheRow],
        new Float32Array(slotCount * maxLength * cacheRow).fill(7),
      ),
      table,
      slots: gpu.tensorFrom('slots', [rows], slots, 'u32'),
      state: gpu.tensorFrom('state', [slotCount, 4], state, 'u32'),
      spans: gpu.tensorFrom('spans', [rows + 1, 2], new Uint32Array(2 * rows + 2).fill(99), 'u32'),
    };
    await runOnce(gpu, (plan) => ropeAppend(plan, t, { rows, maxLength, ...shape }));
    const [qkv, cache, spans] = await gpu.read(t.qkv, t.cache, t.spans);

    // What the training forward makes of the same rows.
    const positions = slots.map((s) => Math.min(state[4 * s + 1], maxLength - 1));
    const u = {
      qkv: gpu.tensorFrom('packed', [rows + 1, width], values),
      table,
      positions: gpu.tensorFrom('positions', [rows], positions, 'u32'),
    };
    await runOnce(gpu, (plan) => ropeForward(plan, u, { rows, ...shape }));
    const packed = await gpu.readFloats(u.qkv);

    const expectedCache = new Float32Array(cache.length).fill(7);
    const expectedQ = values.slice();
    const expectedSpans = new Uint32Array(2 * rows + 2).fill(99);
    for (let r = 0; r < rows; r++) {
      const slot = slots[r];
      const alive = state[4 * slot + 3] === 0 && state[4 * slot + 1] < maxLength;
      expectedSpans.set(alive ? [slot * maxLength, state[4 * slot + 1] + 1] : [0, 0], 2 * r);
      if (!alive) continue;
      const row = packed.subarray(r * width, (r + 1) * width);
      expectedQ.set(row.subarray(0, heads * headDim), r * width);
      expectedCache.set(row.subarray(heads * headDim), (slot * maxLength + positions[r]) * cacheRow);
    }
    expect(spans).toEqual(expectedSpans);
    expect(cache).toEqual(expectedCache);
    expect(qkv).toEqual(expectedQ);
    gpu.free(...Object.values(t), u.qkv, u.positions);
  });

  it('ignores slots that do not exist, and refuses a table shorter than the cache', async () => {
    const { gpu } = context;
    const shape = { heads: 2, kvHeads: 1, headDim: 8 };
    const t = {
      qkv: gpu.tensorFrom('qkv', [2, 32], normals(64, 1)),
      cache: gpu.tensor('cache', [2 * 3, 16]),
      table: gpu.tensorFrom('table', [3, 8], ropeTable(8, theta, 3)),
      slots: gpu.tensorFrom('slots', [2], [0xffffffff, 1], 'u32'),
      state: gpu.tensor('state', [2, 4], 'u32'),
      spans: gpu.tensorFrom('spans', [2, 2], [9, 9, 9, 9], 'u32'),
    };
    await runOnce(gpu, (plan) => ropeAppend(plan, t, { rows: 2, maxLength: 3, ...shape }));
    const [cache, spans] = await gpu.read(t.cache, t.spans);
    expect(Array.from(spans)).toEqual([0, 0, 3, 1]);
    expect(cache.subarray(0, 48).every((v) => v === 0)).toBe(true);
    expect(cache.subarray(48, 64).every((v) => v !== 0)).toBe(true);
    const longer = runOnce(gpu, (plan) => ropeAppend(plan, t, { rows: 2, maxLength: 4, ...shape }));
    await expect(longer).rejects.toThrow(/shorter than 4/);
    gpu.free(...Object.values(t));
  });
});

describe('rope extend', () => {
  it.each(shapes)('%i rows of %i and %i heads of %i, several a slot, like the forward', async (rows, ...sizes) => {
    const { gpu } = context;
    const [heads, kvHeads, headDim] = sizes;
    const shape = { heads, kvHeads, headDim };
    const [width, cacheRow, maxLength] = [packedWidth(shape), cacheWidth(shape), 24];
    const slotCount = Math.ceil(rows / 8);
    // Slot 0 is the longest; the last rows name a slot and a position that the cache does not have.
    const slots = Uint32Array.from({ length: rows + 2 }, (_, r) => (r < rows ? r % slotCount : 0));
    const positions = Uint32Array.from({ length: rows + 2 }, (_, r) => 3 + Math.floor(r / slotCount));
    slots[rows] = slotCount;
    positions[rows + 1] = maxLength;
    const values = normals((rows + 3) * width, 2);
    values.fill(Number.NaN, (rows + 2) * width);
    const t = {
      qkv: gpu.tensorFrom('qkv', [rows + 3, width], values),
      cache: gpu.tensorFrom(
        'cache',
        [slotCount * maxLength, cacheRow],
        new Float32Array(slotCount * maxLength * cacheRow).fill(7),
      ),
      table: gpu.tensorFrom('table', [maxLength, headDim], ropeTable(headDim, theta, maxLength)),
      slots: gpu.tensorFrom('slots', [rows + 2], slots, 'u32'),
      positions: gpu.tensorFrom('positions', [rows + 2], positions, 'u32'),
      spans: gpu.tensorFrom('spans', [rows + 3, 2], new Uint32Array(2 * rows + 6).fill(99), 'u32'),
    };
    await runOnce(gpu, (plan) => ropeAppend(plan, t, { rows: rows + 2, maxLength, ...shape }));
    const [qkv, cache, spans] = await gpu.read(t.qkv, t.cache, t.spans);

    const packed = gpu.tensorFrom('packed', [rows, width], values.subarray(0, rows * width));
    await runOnce(gpu, (plan) =>
      ropeForward(plan, { qkv: packed, table: t.table, positions: t.positions }, { rows, ...shape }),
    );
    const turned = await gpu.readFloats(packed);
    const expectedCache = new Float32Array(cache.length).fill(7);
    const expectedQ = values.slice();
    const expectedSpans = new Uint32Array(2 * rows + 6).fill(99);
    expectedSpans.fill(0, 2 * rows, 2 * rows + 4);
    for (let r = 0; r < rows; r++) {
      const row = turned.subarray(r * width, (r + 1) * width);
      expectedSpans.set([slots[r] * maxLength, positions[r] + 1], 2 * r);
      expectedQ.set(row.subarray(0, heads * headDim), r * width);
      expectedCache.set(row.subarray(heads * headDim), (slots[r] * maxLength + positions[r]) * cacheRow);
    }
    expect(spans).toEqual(expectedSpans);
    expect(cache).toEqual(expectedCache);
    expect(qkv).toEqual(expectedQ);
    gpu.free(...Object.values(t), packed);
  });
});

describe('copy prompt', () => {
  it.each(shapes)('%i rows of %i and %i heads of %i', async (rows, heads, kvHeads, headDim) => {
    const { gpu } = context;
    const shape = { heads, kvHeads, headDim };
    const [width, cacheRow, maxLength, slotCount] = [packedWidth(shape), cacheWidth(shape), rows + 2, 6];
    const values = normals(rows * width, 1);
    // The first prompt twice, the second (possibly empty) once, one copy that is longer than a slot is cut.
    const cut = Math.ceil(rows / 2);
    const copies = [
      [0, cut, 4, 0],
      [0, cut, 0, 0],
      [cut, rows - cut, 2, 0],
    ];
    const t = {
      qkv: gpu.tensorFrom('qkv', [rows, width], values),
      cache: gpu.tensorFrom(
        'cache',
        [slotCount * maxLength, cacheRow],
        new Float32Array(slotCount * maxLength * cacheRow).fill(7),
      ),
      copies: gpu.tensorFrom('copies', [4, 4], [...copies.flat(), 0, 1, 5, 0], 'u32'),
    };
    await runOnce(gpu, (plan) => copyPrompt(plan, t, { copies: 3, maxLength, ...shape }));
    const expected = new Float32Array(slotCount * maxLength * cacheRow).fill(7);
    for (const [first, length, slot] of copies) {
      for (let r = 0; r < length; r++) {
        const row = values.subarray((first + r) * width + heads * headDim, (first + r + 1) * width);
        expected.set(row, (slot * maxLength + r) * cacheRow);
      }
    }
    expect(await gpu.readFloats(t.cache)).toEqual(expected);
    gpu.free(...Object.values(t));
  });
});

describe('no rows', () => {
  it('change nothing', async () => {
    const { gpu } = context;
    const shape = { heads: 2, kvHeads: 1, headDim: 8 };
    const values = normals(32, 1);
    const t = {
      qkv: gpu.tensorFrom('qkv', [1, 32], values),
      table: gpu.tensorFrom('table', [3, 8], ropeTable(8, theta, 3)),
      positions: gpu.tensorFrom('positions', [1], [1], 'u32'),
    };
    await runOnce(gpu, (plan) => ropeForward(plan, t, { rows: 0, ...shape }));
    expect(await gpu.readFloats(t.qkv)).toEqual(values);
    gpu.free(...Object.values(t));
  });
});
