/** Estimates from the n samples of a problem of what k of them would achieve: pass@k, best@k and maj@k. */
import { InputError } from '../../common/errors';
import { Random } from '../../common/random';

function checkSamples(name: string, n: number, k: number): void {
  if (!(k >= 1 && n >= k))
    throw new InputError(`${name}@${k} needs at least ${Math.max(k, 1)} samples per problem, not ${n}`);
}

/**
 * pass@k: the unbiased estimate of the probability that at least one of k samples passes, from `n` samples of which `c`
 * passed: 1 - C(n-c, k) / C(n, k), as a product that cannot overflow (Chen et al. 2021, "Evaluating large language models
 * trained on code", eq. 1).
 */
export function passAtK(n: number, c: number, k: number): number {
  checkSamples('pass', n, k);
  if (!(c >= 0 && c <= n)) throw new RangeError(`${c} of ${n} samples cannot have passed`);
  if (n - c < k) return 1;
  let allFail = 1;
  for (let i = n - c + 1; i <= n; i++) allFail *= 1 - k / i;
  return 1 - allFail;
}

/**
 * best@k: the unbiased estimate of the highest reward of k samples, from n rewards: the mean of the maximum over all subsets
 * of k. In ascending order, the i-th reward (from 1) is the maximum of C(i-1, k-1) of the C(n, k) subsets. For rewards 0
 * and 1 it is pass@k.
 */
export function bestAtK(rewards: readonly number[], k: number): number {
  return pickedAtK(
    [...rewards].sort((a, b) => b - a),
    k,
  );
}

/** The mean over all subsets of k samples of the reward that comes first in `inOrder`: best@k under another rule of choice. */
export function pickedAtK(inOrder: readonly number[], k: number): number {
  const n = inOrder.length;
  checkSamples('best', n, k);
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

export interface Vote {
  /** The results of the program as text; undefined for a program without results, which has no vote. */
  answer?: string;
  /** 1 when the answer is right, else 0. */
  correct: number;
}

/** Random draws of k programs. */
const DRAWS = 200;

/**
 * maj@k: k programs vote by what they do, and the answer with the most votes is right or wrong (self-consistency, Wang et al.
 * 2022). Programs that give the same results on the inputs of the tests give the same answer. The mean over draws of k votes
 * without replacement; tied answers count equally.
 */
export function majorityAtK(votes: readonly Vote[], k: number, seed: number, stream: string): number {
  const n = votes.length;
  checkSamples('maj', n, k);
  if (k === n) return elected(votes);
  if (k === 1) return votes.reduce((sum, vote) => sum + elected([vote]), 0) / n;
  const random = new Random(seed, 'majority', k, stream);
  let sum = 0;
  for (let draw = 0; draw < DRAWS; draw++) sum += elected(random.shuffle(votes).slice(0, k));
  return sum / DRAWS;
}

/** Whether the answer with the most votes is right, averaged over tied answers; 0 without votes. */
function elected(votes: readonly Vote[]): number {
  const counts = new Map<string, { votes: number; correct: number }>();
  for (const { answer, correct } of votes) {
    if (answer === undefined) continue;
    const entry = counts.get(answer);
    if (entry) entry.votes++;
    else counts.set(answer, { votes: 1, correct });
  }
  const most = Math.max(...[...counts.values()].map((entry) => entry.votes));
  const winners = [...counts.values()].filter((entry) => entry.votes === most);
  return winners.length === 0 ? 0 : winners.reduce((sum, { correct }) => sum + correct, 0) / winners.length;
}
