import { expect, test } from 'vitest';
import { nothingLearned } from '../../../src/ui/shell/nothing-learned';

const steps = (...rows: [alike: number, reward: number][]) => ({
  updates: rows.map(([frac_reward_zero_std, reward], i) => ({
    step: i + 1,
    metrics: { frac_reward_zero_std, reward },
  })),
});

test('five steps without better and worse programs are told, and whether all passed', () => {
  expect(nothingLearned(steps([0.9, 0.1], [1, 0], [1, 0], [1, 0], [1, 0]))).toBeUndefined();
  expect(nothingLearned(steps([1, 0], [1, 0], [1, 0], [1, 0]))).toBeUndefined();
  expect(nothingLearned(steps([0.5, 0.1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]))).toBe('all alike');
  expect(nothingLearned(steps([1, 1], [1, 1], [1, 1], [1, 1], [1, 1]))).toBe('all pass');
});
