/** AdamW in float64. */

/** √Σg² over all arenas, and the factor that clips it to `maxGradNorm`. */
export function globalNorm(
  gradients: readonly ArrayLike<number>[],
  maxGradNorm: number,
): { norm: number; scale: number; skip: boolean } {
  let sum = 0;
  for (const arena of gradients) for (let i = 0; i < arena.length; i++) sum += arena[i] ** 2;
  const norm = Math.sqrt(sum);
  const skip = !Number.isFinite(norm);
  return { norm, scale: skip ? 0 : Math.min(1, maxGradNorm / (norm + 1e-6)), skip };
}

/** One step in place: gradients times `scale`, moments, bias correction, decay of the first `decayed` elements. */
export function adamwStep(
  { weights, m, v }: Record<'weights' | 'm' | 'v', Float64Array>,
  gradients: ArrayLike<number>,
  {
    scale,
    decayed,
    learningRate,
    step,
    beta1,
    beta2,
    eps,
    weightDecay,
  }: Record<'scale' | 'decayed' | 'learningRate' | 'step' | 'beta1' | 'beta2' | 'eps' | 'weightDecay', number>,
): void {
  for (let i = 0; i < weights.length; i++) {
    const g = gradients[i] * scale;
    m[i] = beta1 * m[i] + (1 - beta1) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    const direction = m[i] / (1 - beta1 ** step) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + eps);
    weights[i] -= learningRate * (direction + (i < decayed ? weightDecay : 0) * weights[i]);
  }
}
