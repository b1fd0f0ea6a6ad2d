/** What an evaluation says of programs: pass@k, avg@k, maj@k and best@k over problems, each with its interval. */

import { mean } from '../../common/statistics';
import type { AnyTest, Verdict } from '../../sandbox/types';
import { isHidden, type Problem } from '../../tasks/problem';
import type { Group } from '../records/group';
import { isPass } from '../records/pass-rate';
import { rewardOf } from '../reward/rewards';
import { bootstrapMean, type Interval } from './bootstrap';
import { bestAtK, majorityAtK, passAtK, type Vote } from './estimators';

/** A problem's programs that have a verdict, judged by all tests. */
export interface ProblemScore {
  problem: Problem;
  /** Whether each passed every test. */
  passed: boolean[];
  /** The share of the tests that each passed. */
  shares: number[];
  /** How each would vote; undefined where no test shows what a program does, being code. */
  votes?: Vote[];
}

/** The scores of groups, which are those of the problems, in their order. */
export function scoreProblems(problems: readonly Problem[], groups: readonly Group[]): ProblemScore[] {
  return problems.map((problem, p) => {
    const verdicts = groups[p].samples.flatMap(({ verdict }) => (verdict ? [verdict] : []));
    const tests: AnyTest[] = problem.tests.filter(isHidden);
    const isTelling = tests.some((test) => !('code' in test));
    return {
      problem,
      passed: verdicts.map(isPass),
      shares: verdicts.map((verdict) => rewardOf(verdict, 'fraction')!),
      ...(isTelling && { votes: verdicts.map((verdict) => toVote(verdict, tests)) }),
    };
  });
}

/** What a program gave for the inputs of the tests, whatever was expected. */
function toVote(verdict: Verdict, tests: readonly AnyTest[]): Vote {
  const correct = isPass(verdict) ? 1 : 0;
  const seen = verdict.tests.filter((_, i) => !('code' in tests[i]));
  if (seen.every(({ got }) => got === undefined)) return { correct };
  return { correct, answer: JSON.stringify(seen.map(({ got, status }) => got ?? `${status}!`)) };
}

export interface Measure extends Interval {
  /** As `pass@8`. */
  name: string;
  /** Problems that it is the mean over: those with programs enough. */
  problems: number;
}

/**
 * The measures for each k that some problems have programs enough for. avg@n is over all programs. Of maj@1 and best@1 the
 * first is avg@n, the second the share of the tests that pass.
 */
export function measure(scores: readonly ProblemScore[], widths: readonly number[], seed: number): Measure[] {
  const most = Math.max(0, ...scores.map(({ passed }) => passed.length));
  const over = (name: string, able: readonly ProblemScore[], score: (one: ProblemScore) => number): Measure[] =>
    able.length === 0 ? [] : [{ name, problems: able.length, ...bootstrapMean(able.map(score), seed) }];
  const having = (k: number) => scores.filter(({ passed }) => passed.length >= k);
  return [
    ...widths.flatMap((k) =>
      over(`pass@${k}`, having(k), ({ passed }) => passAtK(passed.length, passed.filter(Boolean).length, k)),
    ),
    ...over(`avg@${most}`, having(1), ({ passed }) => mean(passed.map(Number))),
    ...widths
      .filter((k) => k > 1)
      .flatMap((k) =>
        over(
          `maj@${k}`,
          having(k).filter(({ votes }) => votes),
          ({ votes, problem }) => majorityAtK(votes!, k, seed, problem.id),
        ),
      ),
    ...widths.flatMap((k) => over(`best@${k}`, having(k), ({ shares }) => bestAtK(shares, k))),
  ];
}

export const BREAKDOWNS = ['family', 'level'] as const;

/** The scores by family, or by level, where there are several. */
export function breakDown(
  scores: readonly ProblemScore[],
  by: (typeof BREAKDOWNS)[number],
): Map<string, ProblemScore[]> {
  const parts = new Map<string, ProblemScore[]>();
  for (const score of scores) {
    const key = String(score.problem[by] ?? (by === 'level' ? 1 : 'none'));
    const part = parts.get(key);
    if (part) part.push(score);
    else parts.set(key, [score]);
  }
  if (parts.size < 2) return new Map();
  const order = (a: string, b: string) => (by === 'level' ? Number(a) - Number(b) : a < b ? -1 : 1);
  return new Map([...parts].sort(([a], [b]) => order(a, b)));
}
