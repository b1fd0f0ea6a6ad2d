/** Matrix products in f32: C = op(A)·op(B), row-major, with the epilogues of a transformer. */
import type { Gpu } from '../device/gpu';
import type { Kernel } from '../device/kernel';
import { fold, type Live, live, type Plan } from '../device/plan';
import { roundUp, type Tensor } from '../device/tensor';
import { type Epilogue, type Form, generateMatmul, type Tile } from './generate';
import { DEPTH, stationaryGrid } from './stationary';
import { tiledGrid } from './tiled';

export type { Form, Tile } from './generate';

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
  /** By default what suits the adapter. All forward products of a model take the same tile, or their bits differ. */
  tile?: Tile;
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
  { form, m, n, k, lda, ldb, ldc, accumulate = false, tile = tileOf(plan.gpu) }: MatmulSizes,
): void {
  for (const [name, tensor] of Object.entries({ a, b, bias, residual })) {
    if (tensor && tensor.buffer === c.buffer) throw new RangeError(`matmul: ${name} lies in the buffer of c`);
  }
  const rowOfA = form === 'tn' ? m : k;
  const rowOfB = form === 'nt' ? k : n;
  plan.add({
    kernel: kernelOf(plan.gpu, form, { bias: !!bias, residual: !!residual, accumulate }, tile, n, k),
    bind: { a, b, c, ...(bias && { bias }), ...(residual && { residual }) },
    uniforms: (sizes) => ({
      m: live(m, sizes),
      n: live(n, sizes),
      k: live(k, sizes),
      lda: quadsOf('lda', lda, live(rowOfA, sizes)),
      ldb: quadsOf('ldb', ldb, live(rowOfB, sizes)),
      ldc: quadsOf('ldc', ldc, live(n, sizes)),
      ...columns(live(m, sizes), live(n, sizes), tile),
    }),
    grid: (sizes) => fold(gridOf(live(m, sizes), live(n, sizes), tile).groups),
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
  { m, f, k, lda, tile = tileOf(plan.gpu) }: { m: Live<number>; f: number; k: number; lda?: number; tile?: Tile },
): void {
  if (f % 4) throw new RangeError(`matmulSwiglu: f is ${f}, not a multiple of 4`);
  plan.add({
    kernel: kernelOf(plan.gpu, 'nn', { swiglu: true }, tile, f, k),
    bind: { a, b, h, c: gateUp },
    uniforms: (sizes) => ({
      m: live(m, sizes),
      n: f,
      k,
      lda: quadsOf('lda', lda, k),
      ldb: f / 2,
      ldc: f / 2,
      ...columns(live(m, sizes), f, tile, true),
    }),
    grid: (sizes) => fold(gridOf(live(m, sizes), f, tile, true).groups),
  });
}

const tileOf = (gpu: Gpu): Tile => (gpu.info.software ? 'stationary' : 'tiled');

function kernelOf(gpu: Gpu, form: Form, epilogue: Epilogue, tile: Tile, n: Live<number>, k: Live<number>): Kernel {
  const stationary = tile === 'stationary';
  const ragged = {
    k: stationary && (form === 'tn' || typeof k !== 'number' || k === 0 || k % DEPTH !== 0),
    n: stationary && (typeof n !== 'number' || n % 4 !== 0),
  };
  const flags = Object.entries(epilogue).filter(([, on]) => on);
  const label = ['matmul', form, tile, ...flags.map(([name]) => name)].join(' ');
  return gpu.kernel(label, generateMatmul({ form, tile, epilogue, ragged }));
}

/** The stride in vec4s. */
function quadsOf(name: string, stride: number | undefined, row: number): number {
  const floats = stride ?? roundUp(row, 4);
  if (floats % 4 || floats < row) throw new RangeError(`matmul: ${name} is ${floats} for rows of ${row}`);
  return floats / 4;
}

function gridOf(m: number, n: number, tile: Tile, swiglu = false) {
  return tile === 'tiled' ? { strip: 0, ...tiledGrid(m, n) } : stationaryGrid(m, n, swiglu);
}

function columns(m: number, n: number, tile: Tile, swiglu = false): Record<string, number> {
  const { columnGroups, strip } = gridOf(m, n, tile, swiglu);
  return { quads: Math.ceil(n / 4), column_groups: columnGroups, strip };
}
