/** best@k: the reward of the best of k samples, when an oracle picks it. */
import { InputError } from '../../common/errors';

/**
 * The unbiased estimate from n rewards: the mean of the greatest over all subsets of k. In ascending order the i-th reward
 * (from 1) is the greatest of C(i-1, k-1) of the C(n, k) subsets. Of rewards 0 and 1 it is pass@k.
 */
export function bestAtK(rewards: readonly number[], k: number): number {
  return pickedAtK(
    [...rewards].sort((a, b) => b - a),
    k,
  );
}

/** The same where another rule picks: the mean over all subsets of k of the reward of the one that comes first in `inOrder`. */
export function pickedAtK(inOrder: readonly number[], k: number): number {
  const n = inOrder.length;
  if (!(k >= 1 && n >= k))
    throw new InputError(`best@${k} needs at least ${Math.max(k, 1)} samples a problem, not ${n}`);
  let best = 0;
  // The share of subsets without any of the rewards before.
  let left = 1;
  for (let i = 0; i <= n - k; i++) {
    const share = (left * k) / (n - i);
    best += share * inOrder[i];
    left -= share;
  }
  return best;
}
