/** Variants of the matrix product's WGSL. */

/** Operand layouts. `nn`: A[M,K]·B[K,N]. `nt`: A[M,K]·B[N,K]ᵀ. `tn`: A[K,M]ᵀ·B[K,N]. */
export type GemmLayout = 'nn' | 'nt' | 'tn';

/** `b-stationary` for adapters that compute on the CPU, `tiled` for GPUs. */
export type Tile = 'b-stationary' | 'tiled';

/** Terms added to the sum, and the activation of it. */
export interface Epilogue {
  /** Adds bias[column]. */
  bias?: boolean;
  /** Adds residual[row, column]. */
  residual?: boolean;
  /** Adds what C holds already. */
  accumulate?: boolean;
  /** B is [K, 2F], gate columns before up columns: stores gate | up in C, and silu(gate)·up in h. */
  swiglu?: boolean;
}

/** Which tails the text handles; `b-stationary` is faster without. */
export interface TailHandling {
  /** K may be something else than a positive multiple of DEPTH. */
  k: boolean;
  /** N may be something else than a multiple of 4. */
  n: boolean;
}
