/** The Bradley-Terry loss in float64. */

export interface PairResult {
  /** score[chosen] − score[rejected]. */
  margin: number;
  /** −log σ(margin). */
  loss: number;
  /** ∂loss/∂margin = −σ(−margin). */
  slope: number;
}

/** One pair. The exponent is never positive, so that nothing overflows. */
export function pairResult(chosen: number, rejected: number): PairResult {
  const margin = chosen - rejected;
  const t = Math.exp(-Math.abs(margin));
  return { margin, loss: Math.max(-margin, 0) + Math.log1p(t), slope: -(margin >= 0 ? t : 1) / (1 + t) };
}

/** ∂(weight · Σ losses)/∂scores of pairs (chosen, rejected), given as indices into the scores. */
export function bradleyTerryBackward(
  scores: ArrayLike<number>,
  pairs: readonly (readonly [chosen: number, rejected: number])[],
  weight: number,
): Float64Array {
  const dscores = new Float64Array(scores.length);
  for (const [chosen, rejected] of pairs) {
    const { slope } = pairResult(scores[chosen], scores[rejected]);
    dscores[chosen] += weight * slope;
    dscores[rejected] -= weight * slope;
  }
  return dscores;
}
