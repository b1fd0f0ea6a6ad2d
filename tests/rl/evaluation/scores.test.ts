import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { bestAtK, majorityAtK, passAtK, type Vote } from '../../../src/rl/evaluation/estimators';
import { breakDown, measure, scoreProblems } from '../../../src/rl/evaluation/scores';
import type { Group, Sample } from '../../../src/rl/records/group';
import type { TestVerdict } from '../../../src/sandbox/types';
import type { Problem } from '../../../src/tasks/problem';

/** All subsets of k of the items. */
function subsets<T>(items: readonly T[], k: number): T[][] {
  if (k === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), k - 1).map((rest) => [item, ...rest]));
}
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('best@k', () => {
  const rewards = [0.5, 0, 1 / 3, 1, 0.5, 0.25];

  test('equals the mean of the greatest of every subset', () => {
    for (let k = 1; k <= rewards.length; k++) {
      expect(bestAtK(rewards, k)).toBeCloseTo(mean(subsets(rewards, k).map((some) => Math.max(...some))), 12);
    }
  });

  test('of zeros and ones it is pass@k', () => {
    const ones = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0];
    for (const k of [1, 3, 8, 9]) expect(bestAtK(ones, k)).toBeCloseTo(passAtK(10, 2, k), 12);
    expect(() => bestAtK(ones, 11)).toThrow(InputError);
  });
});

describe('maj@k', () => {
  const votes: Vote[] = [
    ...['a', 'a', 'a'].map((answer) => ({ answer, correct: 0 })),
    ...['b', 'b'].map((answer) => ({ answer, correct: 1 })),
    { answer: 'c', correct: 0 },
    { correct: 0 },
  ];
  const share = (some: Vote[]): number => {
    const count = (answer: string) => some.filter((vote) => vote.answer === answer).length;
    const counts = ['a', 'b', 'c'].map(count);
    const most = Math.max(...counts);
    return most > 0 && counts[1] === most ? 1 / counts.filter((votes) => votes === most).length : 0;
  };

  test('all programs: the answer of most of them; one program: as often as programs are right', () => {
    expect(majorityAtK(votes, 7, 0, 'p')).toBe(0);
    expect(majorityAtK(votes.slice(2), 5, 0, 'p')).toBe(1);
    expect(majorityAtK(votes, 1, 0, 'p')).toBeCloseTo(2 / 7, 12);
    expect(majorityAtK([{ correct: 0 }, { correct: 0 }], 2, 0, 'p')).toBe(0);
  });

  test('between, the mean over draws is near that over every subset, ties shared', () => {
    for (const k of [2, 3, 5]) {
      const exact = mean(subsets(votes, k).map(share));
      // Three standard errors of 200 draws of a value in [0, 1].
      expect(Math.abs(majorityAtK(votes, k, 1, 'p') - exact)).toBeLessThan(3 * Math.sqrt(0.25 / 200));
      expect(majorityAtK(votes, k, 1, 'p')).toBe(majorityAtK(votes, k, 1, 'p'));
    }
  });
});

const problem = (id: string, fields: object = {}): Problem =>
  ({
    id,
    prompt: 'p',
    entry: 'f',
    tests: [
      { args: [1], expected: 1 },
      { args: [2], expected: 4 },
    ],
    ...fields,
  }) as Problem;

/** A program by the results of its tests; null for a test that threw. */
function program(right: (number | string)[], ...got: (number | null)[]): Sample {
  const tests = got.map(
    (value, i): TestVerdict =>
      value === null ? { status: 'error' } : { status: value === right[i] ? 'pass' : 'fail', got: String(value) },
  );
  const passed = tests.filter(({ status }) => status === 'pass').length;
  const status = tests.find((one) => one.status !== 'pass')?.status ?? 'pass';
  return { verdict: { status, passed, total: tests.length, tests, fuel: 0, ms: 0 } } as Sample;
}
const group = (...samples: Sample[]): Group => ({ samples }) as Group;

describe('measures', () => {
  const good = program([1, 4], 1, 4);
  const half = program([1, 4], 1, 2);
  const bad = program([1, 4], null, null);
  const unjudged = {} as Sample;
  const problems = [problem('a', { level: 1 }), problem('b', { level: 2 })];
  const scores = scoreProblems(problems, [group(good, half, half, bad), group(half, unjudged, good, good)]);

  test('each by its own rule; programs without a verdict count nowhere', () => {
    const found = Object.fromEntries(measure(scores, [1, 3], 0).map(({ name, mean }) => [name, mean]));
    expect(Object.keys(found)).toEqual(['pass@1', 'pass@3', 'avg@4', 'maj@3', 'best@1', 'best@3']);
    expect(found['pass@1']).toBeCloseTo((1 / 4 + 2 / 3) / 2, 12);
    expect(found['avg@4']).toBeCloseTo((1 / 4 + 2 / 3) / 2, 12);
    expect(found['pass@3']).toBeCloseTo((3 / 4 + 1) / 2, 12);
    expect(found['best@1']).toBeCloseTo((2 / 4 + 5 / 6) / 2, 12);
    expect(found['best@3']).toBeCloseTo((3 / 4 + (1 / 4) * (1 / 2) + 1) / 2, 12);
    // In a, half wins when both are drawn, or ties with good when only one is; in b good wins.
    const majority = measure(scores, [3], 0).find(({ name }) => name === 'maj@3')!;
    expect(majority.mean).toBeCloseTo((0.25 + 1) / 2, 1);
    expect(majority.problems).toBe(2);
  });

  test('a k beyond the programs of a problem leaves that problem out', () => {
    const [pass] = measure(scores, [4], 0);
    expect(pass).toMatchObject({ name: 'pass@4', problems: 1, mean: 1 });
    expect(measure(scores, [5], 0).map(({ name }) => name)).toEqual(['avg@4']);
  });

  test('intervals are over problems: two that are alike leave none', () => {
    const alike = scoreProblems(problems, [group(good, bad), group(bad, good)]);
    expect(measure(alike, [1], 0)[0]).toMatchObject({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(measure(scores, [1], 0)[0].high).toBeGreaterThan(measure(scores, [1], 0)[0].low);
  });

  test('tests that are code show nothing to vote by', () => {
    const code = problem('c', { tests: [{ code: 'assert(candidate(1))' }] });
    const [score] = scoreProblems([code], [group(program(['x'], 1), program(['x'], null))]);
    expect(score.votes).toBeUndefined();
    expect(measure([score], [2], 0).map(({ name }) => name)).toEqual(['pass@2', 'avg@2', 'best@2']);
  });

  test('parts, where there are several', () => {
    expect([...breakDown(scores, 'level').keys()]).toEqual(['1', '2']);
    expect(breakDown(scores, 'family').size).toBe(0);
    expect(breakDown(scores.slice(1), 'level').size).toBe(0);
  });
});
