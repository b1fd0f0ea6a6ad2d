/**
 * Reinforce++ (Hu 2025): each token's return, the KL penalty part of the reward of each token, and returns made advantages
 * over all tokens of the batch.
 */

/** The part of a sequence that was written: rewards fall on these tokens, and returns pass by the others. */
export interface Written {
  /** 1 for each token that the model wrote, 0 for one that a tool put in. */
  mask: ArrayLike<number>;
  /** The reward of the whole sequence, at the last token that was written. */
  reward: number;
  /** The KL estimate of each token (k1: old minus reference log-prob); none: no penalty. */
  kl?: ArrayLike<number>;
}

/** G_t = r_t + gamma G_{t+1} over the tokens that were written; 0 for the others (verl). */
export function returnsOf({ mask, reward, kl }: Written, { gamma, beta }: { gamma: number; beta: number }): number[] {
  const returns = Array.from(mask, () => 0);
  let carried: number | undefined;
  for (let t = mask.length - 1; t >= 0; t--) {
    if (mask[t] === 0) continue;
    const own = (carried === undefined ? reward : 0) - (kl ? beta * kl[t] : 0);
    carried = own + gamma * (carried ?? 0);
    returns[t] = carried;
  }
  return returns;
}

/** Below this the variance is taken for rounding. */
const LEAST_VARIANCE = 1e-8;

/**
 * Advantages from returns: less their mean, over their deviation, both over all written tokens of the batch. 0 where there is
 * at most one of them. `ddof` 1: verl; 0: OpenRLHF.
 */
export function whitened(
  returns: readonly (readonly number[])[],
  masks: readonly ArrayLike<number>[],
  ddof: number,
): number[][] {
  const values = returns.flatMap((row, i) => row.filter((_, t) => masks[i][t] !== 0));
  if (values.length <= 1) return returns.map((row) => row.map(() => 0));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - ddof);
  const scale = 1 / Math.sqrt(variance + LEAST_VARIANCE);
  return returns.map((row, i) => row.map((value, t) => (masks[i][t] === 0 ? 0 : (value - mean) * scale)));
}
