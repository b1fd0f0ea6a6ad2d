/**
 * Writes the WGSL of the matrix products, registers named and loops unrolled: a family of two tiles. To look at one:
 * `console.log(generateMatmul({ form: 'nn', tile: 'stationary', epilogue: {}, ragged: { k: false, n: false } }))`.
 *
 * In both, every element of C is one chain of multiply-adds over ascending k, wherever the element lies, so a row of C does
 * not depend on how many rows there are.
 */
import { generateStationary } from './stationary';
import { generateTiled } from './tiled';

/** `nn`: A[M,K]·B[K,N]. `nt`: A[M,K]·B[N,K]ᵀ. `tn`: A[K,M]ᵀ·B[K,N]. */
export type Form = 'nn' | 'nt' | 'tn';

/** `stationary` for adapters that compute on the CPU, `tiled` for GPUs. */
export type Tile = 'stationary' | 'tiled';

/** What is added to the sum, and what is made of it. */
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

export interface Ragged {
  /** K may be something else than a positive multiple of DEPTH. */
  k: boolean;
  /** N may be something else than a multiple of 4. */
  n: boolean;
}

export interface Variant {
  form: Form;
  tile: Tile;
  epilogue: Epilogue;
  /** `stationary` is faster without these. */
  ragged: Ragged;
}

export function generateMatmul({ form, tile, epilogue, ragged }: Variant): string {
  const code = tile === 'tiled' ? generateTiled(form, epilogue) : generateStationary(form, epilogue, ragged);
  return code
    .split('\n')
    .filter((line) => line.trim())
    .join('\n');
}
