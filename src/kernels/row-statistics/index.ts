/**
 * Kernels over rows of logits: the number of threads per row, and the WGSL that the sampler and the loss have in common.
 * The log-prob of a token is computed by the same text in the same order everywhere.
 */
import type { Kernel } from '../device/kernel';
import { foldGrid, type Grid, type Plan } from '../device/plan';
import lanesMany from './lanes-many.wgsl?raw';
import lanesOne from './lanes-one.wgsl?raw';
import statistics from './row-statistics.wgsl?raw';

export interface RowShape {
  /** Threads that share a row. */
  lanes: number;
  /** Rows per workgroup. */
  rows: number;
}

/** One thread per row where threads are vector lanes of a CPU; one workgroup per row on a GPU. */
export function rowShape({ software }: Plan): RowShape {
  return software ? { lanes: 1, rows: 4 } : { lanes: 64, rows: 1 };
}

/**
 * A kernel over rows of logits. Its text declares `params` with `rows`, the buffer `logits: array<vec4f>` and
 * `fn row_main(row: u32, lane: u32)`, which may call `row_statistics`, `row_log_prob` and `lanes_*`;
 * `constants` are named in it.
 */
export function rowKernel(
  { gpu }: Plan,
  label: string,
  wgsl: string,
  shape: RowShape,
  constants: Record<string, number> = {},
): Kernel {
  const lanes = shape.lanes === 1 ? lanesOne : lanesMany;
  return gpu.kernel(label, lanes + statistics + wgsl, { LANES: shape.lanes, ROWS: shape.rows, ...constants });
}

/** The grid for this many rows; the kernel finds its row by `row_index`. */
export function rowGrid(rows: number, shape: RowShape): Grid {
  return foldGrid(rows, shape.rows);
}
