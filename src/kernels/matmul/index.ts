/**
 * Matrix products in f32: C = op(A)·op(B), row-major, with the epilogues of a transformer. The WGSL is generated, registers
 * named and loops unrolled, for one of two tiles. In both, every element of C is one chain of multiply-adds over ascending k,
 * wherever the element lies, so a row of C does not depend on the number of rows.
 */
import type { Kernel } from '../device/kernel';
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import { roundUp, type Tensor } from '../device/tensor';
import { bStationaryGrid, DEPTH, generateBStationary } from './b-stationary';
import { generateTiled, tiledGrid } from './tiled';
import type { Epilogue, GemmLayout, Tile } from './variant';

export type { GemmLayout, Tile } from './variant';

interface MatmulTensors {
  a: Tensor;
  b: Tensor;
  c: Tensor;
  /** [N], added to every row. */
  bias?: Tensor;
  /** [M, N] with C's stride, added to C; must lie in another buffer than C. */
  residual?: Tensor;
}

interface MatmulSizes {
  layout: GemmLayout;
  m: Deferred<number>;
  n: Deferred<number>;
  k: Deferred<number>;
  /** Floats from row to row, multiples of 4; by default the row length rounded up to a multiple of 4. */
  lda?: number;
  ldb?: number;
  ldc?: number;
  /** C += instead of C =. */
  accumulate?: boolean;
  /** Default: the one that suits the adapter. All forward products of a model take the same tile, or their bits differ. */
  tile?: Tile;
}

/**
 * Records C = op(A)·op(B) [+ bias] [+ residual] [+ C]. Layouts: `nn` A[M,K]·B[K,N], `nt` A[M,K]·B[N,K]ᵀ, `tn` A[K,M]ᵀ·B[K,N].
 *
 * Padding of A and B may hold anything. Columns N up to the next multiple of 4 of C become zeros, those behind stay as they
 * are. K = 0 counts as a sum of nothing; M = 0 or N = 0 does nothing.
 */
export function matmul(
  plan: Plan,
  { a, b, c, bias, residual }: MatmulTensors,
  { layout, m, n, k, lda, ldb, ldc, accumulate = false, tile = chooseTile(plan) }: MatmulSizes,
): void {
  for (const [name, tensor] of Object.entries({ a, b, bias, residual })) {
    if (tensor && tensor.buffer === c.buffer) throw new RangeError(`matmul: ${name} lies in the buffer of c`);
  }
  const rowOfA = layout === 'tn' ? m : k;
  const rowOfB = layout === 'nt' ? k : n;
  plan.add({
    kernel: matmulKernel(plan, layout, { bias: !!bias, residual: !!residual, accumulate }, tile, n, k),
    bind: { a, b, c, ...(bias && { bias }), ...(residual && { residual }) },
    uniforms: (sizes) => ({
      m: resolve(m, sizes),
      n: resolve(n, sizes),
      k: resolve(k, sizes),
      lda: strideQuads('lda', lda, resolve(rowOfA, sizes)),
      ldb: strideQuads('ldb', ldb, resolve(rowOfB, sizes)),
      ldc: strideQuads('ldc', ldc, resolve(n, sizes)),
      ...columns(resolve(m, sizes), resolve(n, sizes), tile),
    }),
    grid: (sizes) => foldGrid(matmulGrid(resolve(m, sizes), resolve(n, sizes), tile).groups),
  });
}

interface SwigluTensors {
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
  { m, f, k, lda, tile = chooseTile(plan) }: { m: Deferred<number>; f: number; k: number; lda?: number; tile?: Tile },
): void {
  if (f % 4) throw new RangeError(`matmulSwiglu: f is ${f}, not a multiple of 4`);
  plan.add({
    kernel: matmulKernel(plan, 'nn', { swiglu: true }, tile, f, k),
    bind: { a, b, h, c: gateUp },
    uniforms: (sizes) => ({
      m: resolve(m, sizes),
      n: f,
      k,
      lda: strideQuads('lda', lda, k),
      ldb: f / 2,
      ldc: f / 2,
      ...columns(resolve(m, sizes), f, tile, true),
    }),
    grid: (sizes) => foldGrid(matmulGrid(resolve(m, sizes), f, tile, true).groups),
  });
}

const chooseTile = ({ software }: Plan): Tile => (software ? 'b-stationary' : 'tiled');

function matmulKernel(
  { gpu }: Plan,
  layout: GemmLayout,
  epilogue: Epilogue,
  tile: Tile,
  n: Deferred<number>,
  k: Deferred<number>,
): Kernel {
  const bStationary = tile === 'b-stationary';
  const tail = {
    k: bStationary && (layout === 'tn' || typeof k !== 'number' || k === 0 || k % DEPTH !== 0),
    n: bStationary && (typeof n !== 'number' || n % 4 !== 0),
  };
  const flags = Object.entries(epilogue).filter(([, on]) => on);
  const label = ['matmul', layout, tile, ...flags.map(([name]) => name)].join(' ');
  const code = bStationary ? generateBStationary(layout, epilogue, tail) : generateTiled(layout, epilogue);
  const lines = code.split('\n').filter((line) => line.trim());
  return gpu.kernel(label, lines.join('\n'));
}

/** The stride in vec4s. */
function strideQuads(name: string, stride: number | undefined, row: number): number {
  const floats = stride ?? roundUp(row, 4);
  if (floats % 4 || floats < row) throw new RangeError(`matmul: ${name} is ${floats} for rows of ${row}`);
  return floats / 4;
}

function matmulGrid(m: number, n: number, tile: Tile, swiglu = false) {
  return tile === 'tiled' ? { strip: 0, ...tiledGrid(m, n) } : bStationaryGrid(m, n, swiglu);
}

function columns(m: number, n: number, tile: Tile, swiglu = false): Record<string, number> {
  const { columnGroups, strip } = matmulGrid(m, n, tile, swiglu);
  return { quads: Math.ceil(n / 4), column_groups: columnGroups, strip };
}
