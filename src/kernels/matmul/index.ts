/** Matrix products in f32: C = op(A)·op(B), row-major, with the epilogues of a transformer. */
import type { Gpu } from '../device/gpu';
import type { Kernel } from '../device/kernel';
import { fold, type Live, live, type Plan, type Sizes } from '../device/plan';
import { roundUp, type Tensor } from '../device/tensor';
import { type Epilogue, type Form, generateMatmul, type Tile } from './generate';

export type { Form } from './generate';

export interface MatmulTensors {
  a: Tensor;
  b: Tensor;
  c: Tensor;
  /** [N], added to every row. */
  bias?: Tensor;
  /** [M, N] with C's stride, added to C; must lie in another buffer than C. */
  residual?: Tensor;
}

export interface MatmulSizes {
  form: Form;
  m: Live<number>;
  n: Live<number>;
  k: Live<number>;
  /** Floats from row to row, multiples of 4; by default the row length rounded up to a multiple of 4. */
  lda?: number;
  ldb?: number;
  ldc?: number;
  /** C += instead of C =. */
  accumulate?: boolean;
}

/**
 * Records C = op(A)·op(B) [+ bias] [+ residual] [+ C]. Forms: `nn` A[M,K]·B[K,N], `nt` A[M,K]·B[N,K]ᵀ, `tn` A[K,M]ᵀ·B[K,N].
 *
 * Padding of A and B may hold anything. Columns N up to the next multiple of 4 of C become zeros, those behind stay as they
 * are. K = 0 counts as a sum of nothing; M = 0 or N = 0 does nothing.
 */
export function matmul(
  plan: Plan,
  { a, b, c, bias, residual }: MatmulTensors,
  { form, m, n, k, lda, ldb, ldc, accumulate = false }: MatmulSizes,
): void {
  const { gpu } = plan;
  const tile = tileOf(gpu);
  const epilogue = { bias: !!bias, residual: !!residual, accumulate };
  const kernel = kernelOf(gpu, form, epilogue, tile);
  const rowOfA = form === 'tn' ? m : k;
  const rowOfB = form === 'nt' ? k : n;
  for (const [name, tensor] of Object.entries({ a, b, bias, residual })) {
    if (tensor && tensor.buffer === c.buffer) throw new RangeError(`matmul: ${name} lies in the buffer of c`);
  }
  plan.add({
    kernel,
    bind: { a, b, c, ...(bias && { bias }), ...(residual && { residual }) },
    uniforms: (sizes) => ({
      m: live(m, sizes),
      n: live(n, sizes),
      k: live(k, sizes),
      lda: quadsOf('lda', lda, live(rowOfA, sizes)),
      ldb: quadsOf('ldb', ldb, live(rowOfB, sizes)),
      ldc: quadsOf('ldc', ldc, live(n, sizes)),
      ...columns(live(n, sizes), tile),
    }),
    grid: gridOf(m, n, tile),
  });
}

export interface SwigluTensors {
  /** [M, K]. */
  a: Tensor;
  /** [K, 2F]: gate columns, then up columns. */
  b: Tensor;
  /** [M, F]: silu(gate) · up. */
  h: Tensor;
  /** [M, 2F]: gate | up, for the backward pass. */
  gateUp: Tensor;
}

/** Records gate | up = A·B and h = silu(gate)·up (Shazeer 2020). F is a multiple of 4. Rows lie end to end. */
export function matmulSwiglu(
  plan: Plan,
  { a, b, h, gateUp }: SwigluTensors,
  { m, f, k, lda }: { m: Live<number>; f: number; k: number; lda?: number },
): void {
  if (f % 4) throw new RangeError(`matmulSwiglu: f is ${f}, not a multiple of 4`);
  const { gpu } = plan;
  const tile = tileOf(gpu, true);
  plan.add({
    kernel: kernelOf(gpu, 'nn', { swiglu: true }, tile),
    bind: { a, b, h, gate_up: gateUp },
    uniforms: (sizes) => ({
      m: live(m, sizes),
      n: f,
      k,
      lda: quadsOf('lda', lda, k),
      ldb: f / 2,
      ldc: f / 4,
      ...columns(f, tile),
    }),
    grid: gridOf(m, f, tile),
  });
}

/** One tile for all sizes: rows must not change when their number does. */
function tileOf(_gpu: Gpu, swiglu = false): Tile {
  return { rows: swiglu ? 4 : 8, threads: 16 };
}

function kernelOf(gpu: Gpu, form: Form, epilogue: Epilogue, tile: Tile): Kernel {
  const flags = Object.entries(epilogue).filter(([, on]) => on);
  const label = ['matmul', form, ...flags.map(([name]) => name)].join(' ');
  return gpu.kernel(label, generateMatmul({ form, epilogue, tile }));
}

/** The stride in vec4s. */
function quadsOf(name: string, stride: number | undefined, row: number): number {
  const floats = stride ?? roundUp(row, 4);
  if (floats % 4 || floats < row) throw new RangeError(`matmul: ${name} is ${floats} for rows of ${row}`);
  return floats / 4;
}

function columns(n: number, tile: Tile): { quads: number; column_groups: number } {
  const quads = Math.ceil(n / 4);
  return { quads, column_groups: Math.max(1, Math.ceil(quads / tile.threads)) };
}

function gridOf(m: Live<number>, n: Live<number>, tile: Tile) {
  return (sizes: Sizes) =>
    fold(Math.ceil(live(m, sizes) / tile.rows) * Math.ceil(Math.ceil(live(n, sizes) / 4) / tile.threads));
}
