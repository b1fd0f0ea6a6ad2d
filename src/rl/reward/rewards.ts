/** What a verdict is worth. With p the share of the tests that passed: */
import type { JudgeFailure, Verdict } from '../../sandbox/types';
import type { RewardName } from '../options/reward';
import { isMalformed, isPass } from '../records/pass-rate';

const OF_SHARE: Record<RewardName, (p: number) => number> = {
  /** 1 when every test passed (DeepCoder, Skywork-OR1). */
  all_tests: (p) => (p === 1 ? 1 : 0),
  /** 1 when every test passed, else -1 (DAPO). */
  all_tests_pm1: (p) => (p === 1 ? 1 : -1),
  /** p (Klear-Reasoner's paper, AceCoder). */
  fraction: (p) => p,
  /** 2p - 1, the mean of +1 and -1 a test (Klear-Reasoner's code). */
  pm1: (p) => 2 * p - 1,
  /** p to the fourth: little for half of the tests (an option of Skywork-OR1's code). */
  p4: (p) => p ** 4,
};

/**
 * The reward of a verdict; null when the judge itself failed, which says nothing about the program. A task without tests
 * was not passed, and neither was a program whose status says otherwise.
 */
export function rewardOf(verdict: Verdict | JudgeFailure, reward: RewardName, format_penalty = 0): number | null {
  if ('judge_error' in verdict) return null;
  const unpenalized = OF_SHARE[reward](isPass(verdict) ? 1 : partialShare(verdict));
  return isMalformed(verdict) ? unpenalized - format_penalty : unpenalized;
}

/** Whether judging may stop at a program's first failed test: when the other tests cannot change its reward. */
export function stopsAtFirstFailure(reward: RewardName): boolean {
  return reward === 'all_tests' || reward === 'all_tests_pm1';
}

/** The share of a program that did not pass: below 1 even when its count of passed tests claims them all. */
function partialShare({ passed, total }: Verdict): number {
  return total > 0 && passed < total ? passed / total : 0;
}
