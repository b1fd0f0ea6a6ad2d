/** Best-of-N (AceCoder): of N programs for a problem the one is taken that a reward model scores highest. */

import { mean } from '../../common/statistics';
import { bootstrapMean, type Interval } from './bootstrap';
import { bestAtK, pickedAtK } from './estimators';

/** The judged programs of a problem. */
interface ScoredProblem {
  passed: readonly boolean[];
  /** What the reward model gave each. */
  scores: readonly number[];
}

export interface BestOfN {
  n: number;
  /** Problems with programs enough. */
  problems: number;
  /** That a program passes, whichever is taken. */
  average: Interval;
  /** That the one passes which the reward model takes. */
  reward_model: Interval;
  /** That any of them passes: pass@n. */
  oracle: Interval;
}

/** 1, 2, 4, … up to the number of programs. */
export const powersOfTwoUpTo = (samples: number): number[] =>
  Array.from({ length: Math.floor(Math.log2(samples)) + 1 }, (_, i) => 2 ** i);

/**
 * For each n that some problems have programs enough for, the mean over problems of three ways to take one of n programs,
 * each over all subsets of n (unbiased), with 95 % intervals by bootstrap over problems.
 */
export function bestOfN(problems: readonly ScoredProblem[], widths: readonly number[], seed: number): BestOfN[] {
  return widths.flatMap((n) => {
    const able = problems.filter(({ passed }) => passed.length >= n);
    if (able.length === 0) return [];
    const over = (of: (passes: number[], scores: readonly number[]) => number) =>
      bootstrapMean(
        able.map(({ passed, scores }) => of(passed.map(Number), scores)),
        seed,
      );
    return {
      n,
      problems: able.length,
      average: over((passes) => mean(passes)),
      reward_model: over((passes, scores) => pickedAtK(byScore(passes, scores), n)),
      oracle: over((passes) => bestAtK(passes, n)),
    };
  });
}

/** In the order of the scores, the highest first; programs of the same score in the order they were written. */
function byScore(values: readonly number[], scores: readonly number[]): number[] {
  return values
    .map((value, i) => ({ value, score: scores[i] }))
    .sort((a, b) => b.score - a.score)
    .map(({ value }) => value);
}
