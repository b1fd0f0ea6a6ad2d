import { expect, test } from 'vitest';
import type { RunInfo } from '../../../src/rl/records/events';
import { nothingLearned } from '../../../src/ui/shell/nothing-learned';

const steps = (...rows: [alike: number, reward: number][]) => ({
  info: undefined,
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

test('an estimator that compares no programs learns from equal rewards', () => {
  const all = steps([1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
  const made = (advantage_estimator: string) => ({
    ...all,
    info: { options: { advantage_estimator } } as unknown as RunInfo,
  });
  expect(nothingLearned(made('reinforce_pp'))).toBeUndefined();
  expect(nothingLearned(made('grpo'))).toBe('all pass');
});
