import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/common/errors';
import { difficulty, type FilterPreset, presetRules, rateReason, testsReason } from '../../src/tasks/filter';
import type { Problem } from '../../src/tasks/problem';

const problem = (fields: object): Problem =>
  ({ id: 'p', prompt: 'p', entry: 'f', tests: [{ args: [1], expected: 1 }], ...fields }) as Problem;

/** Of so many programs, the counts of passing ones that a preset keeps. */
function kept(preset: FilterPreset, samples: number): number[] {
  const counts = Array.from({ length: samples + 1 }, (_, count) => count);
  const rules = presetRules(preset, samples);
  return counts.filter((count) => rateReason(problem({ pass_rate: count / samples }), rules) === undefined);
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('presets', () => {
  test.each<[FilterPreset, number, number[]]>([
    ['klear', 16, range(9, 16)],
    ['klear', 5, range(3, 5)],
    ['skywork-or1', 16, range(1, 15)],
    ['skywork-or1', 3, [1, 2]],
    ['acereason', 16, range(0, 6)],
    ['acereason-7b', 8, range(3, 8)],
    ['acereason-14b', 8, range(1, 8)],
    ['none', 16, range(0, 16)],
  ])('%s of %i programs', (preset, samples, counts) => {
    expect(kept(preset, samples)).toEqual(counts);
  });

  test('difficulty is the programs of 8 that fail: up to 5 is what acereason-7b keeps', () => {
    expect(kept('acereason-7b', 8).map((count) => difficulty(count / 8))).toEqual([5, 4, 3, 2, 1, 0]);
    expect(difficulty(15 / 16)).toBe(1);
  });
});

test('tests that are visible do not count', () => {
  const rules = presetRules('klear', 16);
  const tests = Array.from({ length: 16 }, (_, i) => ({ args: [i], expected: i }));
  expect(testsReason(problem({ tests }), rules)).toBeUndefined();
  expect(testsReason(problem({ tests: [...tests.slice(1), { ...tests[0], visible: true }] }), rules)).toMatch(
    /16 tests/,
  );
});

test('a rule about rates needs a rate; without such a rule none is needed', () => {
  expect(() => rateReason(problem({}), presetRules('acereason', 16))).toThrow(InputError);
  expect(rateReason(problem({}), presetRules('none', 16))).toBeUndefined();
  expect(rateReason(problem({ pass_rate: 0.7 }), { min_tests: 1, min_pass_rate: 0.75, max_pass_rate: null })).toBe(
    'pass rate below 0.75',
  );
});
