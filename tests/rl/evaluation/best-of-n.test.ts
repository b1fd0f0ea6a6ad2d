import { expect, test } from 'vitest';
import { bestOfN, powersOfTwoUpTo } from '../../../src/rl/evaluation/best-of-n';
import { bestAtK, pickedAtK } from '../../../src/rl/evaluation/estimators';

/** All subsets of k of the indices below n. */
function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n }, (_, i) => subsets(i, k - 1).map((rest) => [...rest, i])).flat();
}

test('the mean over all subsets, whoever picks', () => {
  const scores = [0.3, 2, -1, 0.7, 1.5];
  const passes = [1, 0, 0, 1, 0];
  for (const n of [1, 2, 3, 5]) {
    const picks = subsets(5, n).map((some) => passes[some.reduce((a, b) => (scores[b] > scores[a] ? b : a))]);
    const expected = picks.reduce((a, b) => a + b) / picks.length;
    const [row] = bestOfN([{ passed: passes.map(Boolean), scores }], [n], 0);
    expect(row.reward_model.mean).toBeCloseTo(expected, 12);
    expect(row.oracle.mean).toBeCloseTo(bestAtK(passes, n), 12);
    expect(row.average.mean).toBeCloseTo(0.4, 12);
  }
});

test('a reward model that knows is the oracle; one of which the reverse is true is worse than chance', () => {
  const problems = [
    { passed: [true, false, false, true], scores: [9, 1, 2, 8] },
    { passed: [false, false, true, false], scores: [0, -1, 3, -7] },
  ];
  const reversed = problems.map(({ passed, scores }) => ({ passed, scores: scores.map((score) => -score) }));
  const [one, , four] = bestOfN(problems, [1, 2, 4], 0);
  expect(one.reward_model.mean).toBe(one.average.mean);
  expect(four).toMatchObject({ n: 4, problems: 2, reward_model: { mean: 1 }, oracle: { mean: 1 } });
  expect(bestOfN(reversed, [4], 0)[0].reward_model.mean).toBe(0);
});

test('problems with too few judged programs are left out, and so is a width that none has', () => {
  const problems = [
    { passed: [true], scores: [1] },
    { passed: [false, true], scores: [1, 2] },
  ];
  expect(bestOfN(problems, [1, 2, 4], 0).map(({ n, problems: count }) => [n, count])).toEqual([
    [1, 2],
    [2, 1],
  ]);
});

test('equal scores leave the first one written', () => {
  expect(bestOfN([{ passed: [true, false], scores: [1, 1] }], [2], 0)[0].reward_model.mean).toBe(1);
  expect(() => pickedAtK([1], 2)).toThrow('best@2 needs at least 2 samples');
});

test('widths double up to the number of programs', () => {
  expect([1, 15, 16].map(powersOfTwoUpTo)).toEqual([[1], [1, 2, 4, 8], [1, 2, 4, 8, 16]]);
});
