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

/** Gradients of Σ dy ⊙ y with respect to x and weight. */
export function rmsnormBackward(
  x: ArrayLike<number>,
  weight: ArrayLike<number>,
  eps: number,
  dy: ArrayLike<number>,
): { dx: Float64Array; dweight: Float64Array } {
  const width = weight.length;
  const { rstd } = rmsnorm(x, weight, eps);
  const dx = new Float64Array(x.length);
  const dweight = new Float64Array(width);
  rstd.forEach((scale, r) => {
    let mean = 0;
    for (let i = 0; i < width; i++) {
      const at = r * width + i;
      mean += (weight[i] * dy[at] * x[at] * scale) / width;
      dweight[i] += dy[at] * x[at] * scale;
    }
    for (let i = 0; i < width; i++) {
      const at = r * width + i;
      dx[at] = scale * (weight[i] * dy[at] - x[at] * scale * mean);
    }
  });
  return { dx, dweight };
}
