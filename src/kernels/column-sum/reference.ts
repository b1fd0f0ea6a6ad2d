/** Column sums in float64. */

/** Σ over rows of the first `width` columns of x: [rows, stride]. */
export function columnSum(x: ArrayLike<number>, rows: number, width: number, stride = width): Float64Array {
  const sums = new Float64Array(width);
  for (let r = 0; r < rows; r++) for (let c = 0; c < width; c++) sums[c] += x[r * stride + c];
  return sums;
}
