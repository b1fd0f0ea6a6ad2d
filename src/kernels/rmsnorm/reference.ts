/** RMSNorm in float64: the definition that the kernels are compared with. */

/** y[r,:] = x[r,:] · rstd[r] · weight, rstd[r] = 1 / √(mean(x[r,:]²) + eps). x: [rows, width], weight: [width]. */
export function rmsnorm(
  x: ArrayLike<number>,
  weight: ArrayLike<number>,
  eps: number,
): { y: Float64Array; rstd: Float64Array } {
  const width = weight.length;
  const rows = x.length / width;
  const y = new Float64Array(x.length);
  const rstd = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += x[r * width + i] ** 2;
    rstd[r] = 1 / Math.sqrt(sum / width + eps);
    for (let i = 0; i < width; i++) y[r * width + i] = x[r * width + i] * rstd[r] * weight[i];
  }
  return { y, rstd };
}
