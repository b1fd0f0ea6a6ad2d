/** The value head in float64. */

/** scores[s] = x[last[s]] · weight. */
export function valueHead(x: ArrayLike<number>, last: ArrayLike<number>, weight: ArrayLike<number>): Float64Array {
  const width = weight.length;
  return Float64Array.from({ length: last.length }, (_, s) => {
    let score = 0;
    for (let c = 0; c < width; c++) score += x[last[s] * width + c] * weight[c];
    return score;
  });
}

/** The gradients of Σ dscores ⊙ scores by x and weight. */
export function valueHeadBackward(
  x: ArrayLike<number>,
  last: ArrayLike<number>,
  weight: ArrayLike<number>,
  dscores: ArrayLike<number>,
): { dx: Float64Array; dweight: Float64Array } {
  const width = weight.length;
  const dx = new Float64Array(x.length);
  const dweight = new Float64Array(width);
  for (let s = 0; s < last.length; s++) {
    for (let c = 0; c < width; c++) {
      dx[last[s] * width + c] += dscores[s] * weight[c];
      dweight[c] += dscores[s] * x[last[s] * width + c];
    }
  }
  return { dx, dweight };
}
