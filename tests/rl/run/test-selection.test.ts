import { expect, test } from 'vitest';
import { selectTests } from '../../../src/rl/run/rounds';

const tests = [3, 1, 4, 1, 5, 9, 2, 6].map((n, i) => ({ args: ['x'.repeat(n), i], expected: i }));
const select = (max_tests: number | null, test_selection: 'random' | 'longest', ...key: (string | number)[]) =>
  selectTests(tests, { max_tests, test_selection }, 7, ...key).map(({ expected }) => expected);

test('the longest inputs, ties by order, in the order of the problem', () => {
  expect(select(3, 'longest')).toEqual([4, 5, 7]);
  expect(select(6, 'longest')).toEqual([0, 2, 4, 5, 6, 7]);
});

test('a random choice is the same for the same step and problem, and changes with either', () => {
  const draws = [1, 2, 3, 4, 5, 6].map((step) => select(4, 'random', step, 'a').join());
  expect(select(4, 'random', 3, 'a').join()).toBe(draws[2]);
  expect(new Set(draws).size).toBeGreaterThan(1);
  expect(new Set(['a', 'b', 'c', 'd'].map((id) => select(4, 'random', 1, id).join())).size).toBeGreaterThan(1);
  for (const draw of draws) expect(new Set(draw.split(',')).size).toBe(4);
});

test('all tests where there are no more than that', () => {
  expect(select(8, 'random', 1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(select(null, 'longest')).toHaveLength(8);
});
