/**
 * maj@k: k programs vote by what they do, and the answer that most of them give is right or not (self-consistency, Wang et
 * al. 2022). Programs that give the same results on the inputs of the tests give the same answer.
 */
import { InputError } from '../../common/errors';
import { Random } from '../../common/random';

export interface Vote {
  /** What the program does; undefined for one that gives no result at all, which has no vote. */
  answer?: string;
  /** 1 when the answer is right, else 0. */
  correct: number;
}

/** Draws of k programs; with all programs there is but one. */
const DRAWS = 200;

/** The mean over draws of k votes, each by hazard without repetition; answers that tie share the election. */
export function majorityAtK(votes: readonly Vote[], k: number, seed: number, stream: string): number {
  const n = votes.length;
  if (!(k >= 1 && n >= k))
    throw new InputError(`maj@${k} needs at least ${Math.max(k, 1)} samples a problem, not ${n}`);
  if (k === n) return elected(votes);
  if (k === 1) return votes.reduce((sum, vote) => sum + elected([vote]), 0) / n;
  const random = new Random(seed, 'majority', k, stream);
  let sum = 0;
  for (let draw = 0; draw < DRAWS; draw++) sum += elected(random.shuffle(votes).slice(0, k));
  return sum / DRAWS;
}

/** How right the answer with the most votes is; 0 when nobody votes. */
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
