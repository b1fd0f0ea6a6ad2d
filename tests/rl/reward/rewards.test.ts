import { describe, expect, test } from 'vitest';
import type { RewardName } from '../../../src/rl/options/reward';
import { REWARDS } from '../../../src/rl/options/reward';
import { isPass } from '../../../src/rl/records/pass-rate';
import { rewardOf, stopsAtFirstFailure } from '../../../src/rl/reward/rewards';
import type { Verdict } from '../../../src/sandbox/types';
import { losses } from '../../golden';

const verdict = (passed: number, total: number, status: Verdict['status'] = passed === total ? 'pass' : 'fail') =>
  ({ status, passed, total, tests: [], fuel: 0, ms: 0 }) satisfies Verdict;

describe('golden rewards', () => {
  const columns: [RewardName, string][] = [
    ['all_tests', 'sparse_01'],
    ['fraction', 'klear_paper_soft'],
    ['fraction', 'acecode_passrate'],
    ['pm1', 'klear_code_pm1_mean'],
    ['p4', 'skywork_optional_pow4'],
    ['all_tests_pm1', 'dapo_pm1'],
  ];
  for (const row of losses.rewards) {
    test.each(columns)(`${row.passed} of ${row.total}: %s is %s`, (reward, column) => {
      expect(rewardOf(verdict(row.passed, row.total), reward)).toBeCloseTo(row[column], 12);
    });
  }
});

test('no tests are not a pass', () => {
  const none = verdict(0, 0, 'pass');
  expect(isPass(none)).toBe(false);
  expect(REWARDS.map((reward) => rewardOf(none, reward))).toEqual([0, -1, 0, -1, 0]);
});

test('a program that ended badly is not paid for the tests it claims', () => {
  for (const status of ['fail', 'error', 'timeout', 'memory'] as const) {
    expect(REWARDS.map((reward) => rewardOf(verdict(5, 5, status), reward))).toEqual([0, -1, 0, -1, 0]);
  }
});

test('only what is no JavaScript pays the format penalty', () => {
  const failed = (status: Verdict['status'], message: string) =>
    ({ ...verdict(0, 2, status), tests: [{ status, message }] }) satisfies Verdict;
  expect(rewardOf(failed('error', "SyntaxError: unexpected token: ')'"), 'all_tests', 0.1)).toBeCloseTo(-0.1, 12);
  expect(rewardOf(failed('error', 'TypeError: not a function'), 'all_tests', 0.1)).toBe(0);
  expect(rewardOf(verdict(2, 2), 'all_tests', 0.1)).toBe(1);
  // A well-formed program that fails is never above one that passes.
  expect(rewardOf(verdict(0, 2), 'pm1', 0.1)).toBeLessThan(rewardOf(verdict(2, 2), 'pm1', 0.1)!);
});

test('a failure of the judge is no reward at all', () => {
  for (const reward of REWARDS) expect(rewardOf({ judge_error: 'worker lost' }, reward)).toBeNull();
});

test('the best program gets 1 under every reward, and no worse one does', () => {
  for (const reward of REWARDS) {
    expect(rewardOf(verdict(1000, 1000), reward)).toBe(1);
    expect(rewardOf(verdict(999, 1000), reward)).toBeLessThan(1);
  }
});

test('only a reward that ignores partial passes lets the judge stop early', () => {
  expect(REWARDS.filter(stopsAtFirstFailure)).toEqual(['all_tests', 'all_tests_pm1']);
});
