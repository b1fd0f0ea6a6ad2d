import { describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/kernels/device/gpu';
import { roundUp } from '../../src/kernels/device/tensor';
import { type GemmLayout, matmul, matmulSwiglu, type Tile } from '../../src/kernels/matmul';
import * as reference from '../../src/kernels/matmul/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();

interface Case {
  tile: Tile;
  layout: GemmLayout;
  m: number;
  n: number;
  k: number;
  bias?: boolean;
  residual?: boolean;
  accumulate?: boolean;
  /** Extra floats at the end of every row, all NaN. */
  pad?: number;
}

const LAYOUTS: GemmLayout[] = ['nn', 'nt', 'tn'];
const TILES: Tile[] = ['b-stationary', 'tiled'];
const CANARY = 12345;

/** rows × columns normals, every row padded with NaN to its stride. */
function padded(rows: number, columns: number, stride: number, seed: number): Float32Array {
  const values = normals(rows * stride, seed);
  for (let r = 0; r < rows; r++) values.fill(Number.NaN, r * stride + columns, (r + 1) * stride);
  return values;
}

/** Runs one product with poisoned padding and a canary row behind C; returns inputs, C with its stride, and the canaries. */
async function run(gpu: Gpu, { tile, layout, m, n, k, bias, residual, accumulate, pad = 0 }: Case) {
  const stride = (columns: number) => roundUp(columns, 4) + pad;
  const [rowsA, rowA] = layout === 'tn' ? [k, m] : [m, k];
  const [rowsB, rowB] = layout === 'nt' ? [n, k] : [k, n];
  const [lda, ldb, ldc] = [stride(rowA), stride(rowB), stride(n)];
  const a = padded(rowsA, rowA, lda, 1);
  const b = padded(rowsB, rowB, ldb, 2);
  const start = padded(m + 1, n, ldc, 3);
  start.fill(CANARY, m * ldc);
  const r = padded(m, n, ldc, 4);
  const shift = padded(1, n, roundUp(n, 4), 5);
  const t = {
    a: gpu.tensorFrom('a', [rowsA, lda], a),
    b: gpu.tensorFrom('b', [rowsB, ldb], b),
    c: gpu.tensorFrom('c', [m + 1, ldc], start),
    ...(bias && { bias: gpu.tensorFrom('bias', [shift.length], shift) }),
    ...(residual && { residual: gpu.tensorFrom('residual', [m, ldc], r) }),
  };
  await runOnce(gpu, (plan) => matmul(plan, t, { layout, m, n, k, lda, ldb, ldc, accumulate, tile }));
  const c = await gpu.readFloats(t.c);
  gpu.free(...Object.values(t));
  return { a, b, c, start, r, shift, lda, ldb, ldc };
}

async function check(gpu: Gpu, test: Case) {
  const { layout, m, n, k } = test;
  const { a, b, c, start, r, shift, lda, ldb, ldc } = await run(gpu, test);
  const expected = reference.matmul(a, b, { layout, m, n, k, lda, ldb });
  const actual = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      actual[i * n + j] = c[i * ldc + j];
      const terms = [test.bias && shift[j], test.residual && r[i * ldc + j], test.accumulate && start[i * ldc + j]];
      for (const term of terms) {
        expected.c[i * n + j] += term || 0;
        expected.bound[i * n + j] += Math.abs(term || 0);
      }
    }
    const zeros = c.slice(i * ldc + n, i * ldc + roundUp(n, 4));
    expect(zeros, 'columns up to a multiple of four').toEqual(new Float32Array(zeros.length));
    const beyond = c.slice(i * ldc + roundUp(n, 4), (i + 1) * ldc);
    expect(beyond, 'columns behind').toEqual(new Float32Array(beyond.length).fill(Number.NaN));
  }
  expect(c.slice(m * ldc), 'the row behind').toEqual(new Float32Array(ldc).fill(CANARY));
  // A chain of k roundings of random sign stays well below k; each epilogue adds one.
  expectClose(actual, expected.c, { bound: expected.bound, steps: 2 * Math.sqrt(k) + 4, label: JSON.stringify(test) });
}

describe.each(TILES)('matmul, %s', (tile) => {
  const shapes = [
    [1, 1, 1],
    [1, 4, 4],
    [3, 5, 7],
    [7, 83, 64],
    [8, 64, 63],
    [9, 65, 65],
    [17, 16, 2],
    [64, 64, 16],
    [65, 129, 17],
    [83, 64, 83],
    [130, 192, 64],
  ];
  for (const layout of LAYOUTS) {
    it.each(shapes)(`${layout} m %i, n %i, k %i`, async (m, n, k) => {
      await check(context.gpu, { tile, layout, m, n, k });
      await check(context.gpu, { tile, layout, m, n, k, pad: 8 });
    });

    it(`${layout} with every epilogue`, async () => {
      for (const options of [
        { bias: true },
        { residual: true },
        { accumulate: true },
        { bias: true, residual: true, accumulate: true },
      ]) {
        await check(context.gpu, { tile, layout, m: 13, n: 83, k: 21, pad: 4, ...options });
      }
    });

    it(`${layout} with an empty side`, async () => {
      await check(context.gpu, { tile, layout, m: 5, n: 6, k: 0 });
      await check(context.gpu, { tile, layout, m: 5, n: 6, k: 0, bias: true, accumulate: true });
      await check(context.gpu, { tile, layout, m: 0, n: 6, k: 3 });
      await check(context.gpu, { tile, layout, m: 5, n: 0, k: 3 });
    });
  }

  it('sums thousands of tokens', async () => {
    await check(context.gpu, { tile, layout: 'tn', m: 64, n: 64, k: 4001 });
    await check(context.gpu, { tile, layout: 'tn', m: 83, n: 20, k: 1537, accumulate: true });
  });

  it('keeps infinities and NaN where they belong', async () => {
    const { gpu } = context;
    const a = new Float32Array(16 * 8).fill(1);
    a[3 * 8 + 2] = Number.NaN;
    a[5 * 8 + 7] = Number.POSITIVE_INFINITY;
    const t = {
      a: gpu.tensorFrom('a', [16, 8], a),
      b: gpu.tensorFrom('b', [8, 8], new Float32Array(64).fill(1)),
      c: gpu.tensor('c', [16, 8]),
    };
    await runOnce(gpu, (plan) => matmul(plan, t, { layout: 'nn', m: 16, n: 8, k: 8, tile }));
    const c = await gpu.readFloats(t.c);
    for (let i = 0; i < c.length; i++) {
      expect(c[i]).toBe(i >> 3 === 3 ? Number.NaN : i >> 3 === 5 ? Number.POSITIVE_INFINITY : 8);
    }
    gpu.free(t.a, t.b, t.c);
  });

  it('refuses strides that vectors cannot follow, and an output that is also an input', async () => {
    const { gpu } = context;
    const t = { a: gpu.tensor('a', [8, 8]), b: gpu.tensor('b', [8, 8]), c: gpu.tensor('c', [8, 8]) };
    const sizes = { layout: 'nn', m: 8, n: 8, k: 8 } as const;
    await expect(runOnce(gpu, (plan) => matmul(plan, t, { ...sizes, lda: 10 }))).rejects.toThrow(/lda is 10/);
    await expect(runOnce(gpu, (plan) => matmul(plan, t, { ...sizes, ldc: 4 }))).rejects.toThrow(/ldc is 4/);
    await expect(runOnce(gpu, (plan) => matmul(plan, { ...t, residual: t.c }, sizes))).rejects.toThrow(/residual/);
    gpu.free(t.a, t.b, t.c);
  });
});

describe.each(TILES)('a row does not depend on the other rows, %s', (tile) => {
  const epilogues = [{}, { bias: true }, { residual: true }, { accumulate: true }];
  const cases = (['nn', 'nt'] as const).flatMap((layout) => epilogues.map((epilogue) => ({ layout, epilogue })));
  it.each(cases)('$layout $epilogue', async ({ layout, epilogue }) => {
    const { gpu } = context;
    const [n, k] = [83, 70];
    const many = await run(gpu, { tile, layout, m: 1003, n, k, ...epilogue });
    for (const m of [1, 7, 64, 129]) {
      const few = await run(gpu, { tile, layout, m, n, k, ...epilogue });
      expect(few.c.slice(0, m * few.ldc)).toEqual(many.c.slice(0, m * few.ldc));
    }
  });

  it('nor on its place', async () => {
    const { gpu } = context;
    const [m, n, k] = [75, 20, 33];
    const row = normals(36, 9);
    const t = {
      a: gpu.tensorFrom(
        'a',
        [m, 36],
        Float32Array.from({ length: m * 36 }, (_, i) => row[i % 36]),
      ),
      b: gpu.tensorFrom('b', [k, n], normals(k * n, 8)),
      c: gpu.tensor('c', [m, n]),
    };
    await runOnce(gpu, (plan) => matmul(plan, t, { layout: 'nn', m, n, k, tile }));
    const c = await gpu.readFloats(t.c);
    for (let i = 1; i < m; i++) expect(c.slice(i * n, (i + 1) * n)).toEqual(c.slice(0, n));
    gpu.free(t.a, t.b, t.c);
  });
});

describe.each(TILES)('matmul with SwiGLU, %s', (tile) => {
  async function swiglu(gpu: Gpu, m: number, f: number, k: number, scale = 1) {
    const lda = roundUp(k, 4);
    const a = padded(m, k, lda, 1);
    const b = normals(k * 2 * f, 2, scale);
    const t = {
      a: gpu.tensorFrom('a', [m, lda], a),
      b: gpu.tensorFrom('b', [k, 2 * f], b),
      h: gpu.tensorFrom('h', [m + 1, f], new Float32Array((m + 1) * f).fill(CANARY)),
      gateUp: gpu.tensorFrom('gateUp', [m + 1, 2 * f], new Float32Array((m + 1) * 2 * f).fill(CANARY)),
    };
    await runOnce(gpu, (plan) => matmulSwiglu(plan, t, { m, f, k, tile }));
    const [h, gateUp] = (await gpu.read(t.h, t.gateUp)) as Float32Array[];
    gpu.free(t.a, t.b, t.h, t.gateUp);
    expect(h.slice(m * f)).toEqual(new Float32Array(f).fill(CANARY));
    expect(gateUp.slice(m * 2 * f)).toEqual(new Float32Array(2 * f).fill(CANARY));
    return { a, b, h: h.slice(0, m * f), gateUp: gateUp.slice(0, m * 2 * f) };
  }

  it.each([
    [1, 4, 1],
    [7, 176, 64],
    [65, 68, 18],
    [9, 64, 0],
  ])('m %i, f %i, k %i', async (m, f, k) => {
    const { a, b, h, gateUp } = await swiglu(context.gpu, m, f, k);
    const sizes = { layout: 'nn', m, n: 2 * f, k, lda: roundUp(k, 4), ldb: 2 * f } as const;
    const { c, bound } = reference.matmul(a, b, sizes);
    expectClose(gateUp, c, { bound, steps: 2 * Math.sqrt(k) + 4, label: 'gate | up' });
    // From the stored gate and up, h takes exp (3 + 2|x| ulp), a division and two products.
    const gate = (i: number) => gateUp[Math.floor(i / f) * 2 * f + (i % f)];
    const up = (i: number) => gateUp[Math.floor(i / f) * 2 * f + f + (i % f)];
    const expected = h.map((_, i) => reference.silu(gate(i)) * up(i));
    expectClose(h, expected, {
      bound: expected.map((y, i) => Math.abs(y) * (1 + Math.abs(gate(i)))),
      steps: 24,
      label: 'h',
    });
  });

  it('stays finite at the extremes', async () => {
    const { h, gateUp } = await swiglu(context.gpu, 5, 8, 16, 1e4);
    expect([...gateUp, ...h].every(Number.isFinite)).toBe(true);
  });

  it('does not depend on the number of rows', async () => {
    const many = await swiglu(context.gpu, 517, 20, 33);
    const few = await swiglu(context.gpu, 7, 20, 33);
    expect(few.h).toEqual(many.h.slice(0, 7 * 20));
    expect(few.gateUp).toEqual(many.gateUp.slice(0, 7 * 40));
  });

  it('refuses a width that vectors cannot follow', async () => {
    const { gpu } = context;
    const x = gpu.tensor('x', [8, 8]);
    const t = { a: x, b: x, h: x, gateUp: x };
    await expect(runOnce(gpu, (plan) => matmulSwiglu(plan, t, { m: 1, f: 6, k: 4 }))).rejects.toThrow(/f is 6/);
    gpu.free(x);
  });
});
