/** Matrix products in float64: the definition that the kernels are compared with. */
import type { GemmLayout } from './variant';

export interface ReferenceSizes {
  layout: GemmLayout;
  m: number;
  n: number;
  k: number;
  /** Floats from row to row. */
  lda: number;
  ldb: number;
}

/** C[i,j] = Σ_k op(A)[i,k]·op(B)[k,j], dense [M, N], and `bound`, the same sum over absolute values. */
export function matmul(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { layout, m, n, k, lda, ldb }: ReferenceSizes,
): { c: Float64Array; bound: Float64Array } {
  const c = new Float64Array(m * n);
  const bound = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let p = 0; p < k; p++) {
        const term =
          (layout === 'tn' ? a[p * lda + i] : a[i * lda + p]) * (layout === 'nt' ? b[j * ldb + p] : b[p * ldb + j]);
        c[i * n + j] += term;
        bound[i * n + j] += Math.abs(term);
      }
    }
  }
  return { c, bound };
}

/** silu(x) = x / (1 + e⁻ˣ). */
export const silu = (x: number): number => x / (1 + Math.exp(-x));
