/** pass@k: the probability that at least one of k samples passes. */
import { InputError } from '../../common/errors';

/**
 * The unbiased estimate from `n` samples of which `c` passed: 1 - C(n-c, k) / C(n, k), as a product that cannot overflow
 * (Chen et al. 2021, "Evaluating large language models trained on code", eq. 1).
 */
export function passAtK(n: number, c: number, k: number): number {
  if (!(k >= 1 && n >= k))
    throw new InputError(`pass@${k} needs at least ${Math.max(k, 1)} samples a problem, not ${n}`);
  if (!(c >= 0 && c <= n)) throw new RangeError(`${c} of ${n} samples cannot have passed`);
  if (n - c < k) return 1;
  let allFail = 1;
  for (let i = n - c + 1; i <= n; i++) allFail *= 1 - k / i;
  return 1 - allFail;
}
