import { expect, test } from 'vitest';
import { lossMask } from '../../../src/rl/records/group';
import { completionMetrics, METRICS, rewardMetrics, verdictMetrics } from '../../../src/rl/run/metrics';
import type { Verdict } from '../../../src/sandbox/types';

const sample = (completion: string, length: number, ended = true) => ({
  completion,
  loss_mask: lossMask(length),
  ended,
});
const verdict = (status: Verdict['status'], decided_by_clock?: boolean): Verdict => ({
  status,
  passed: 0,
  total: 1,
  tests: [],
  fuel: 0,
  ms: 0,
  decided_by_clock,
});

test('rewards: mean over programs, deviation by group, groups that teach nothing', () => {
  const metrics = rewardMetrics('all_tests', [
    [1, 0, 1, 0],
    [1, 1, 1, 1],
    [0, null, 0, null],
  ]);
  expect(metrics.reward).toBeCloseTo(0.6, 12);
  expect(metrics['rewards/all_tests/mean']).toBe(metrics.reward);
  expect(metrics.reward_std).toBeCloseTo(Math.sqrt(1 / 3) / 3, 12);
  expect(metrics['rewards/all_tests/std']).toBeCloseTo(Math.sqrt(10 * 0.24 * (1 / 9)), 12);
  expect(metrics.frac_reward_zero_std).toBeCloseTo(2 / 3, 12);
});

test('a failure of the judge lowers no mean', () => {
  expect(rewardMetrics('fraction', [[1, null]]).reward).toBe(1);
  expect(rewardMetrics('fraction', [[null, null], []])).toEqual({});
});

test('completions: lengths of all and of those that ended, truncation, variety', () => {
  const metrics = completionMetrics([
    [sample('a', 3), sample('a', 3), sample('b', 8, false)],
    [sample('c', 5), sample('c', 5), sample('c', 5)],
  ]);
  expect(metrics).toEqual({
    'completions/mean_length': 29 / 6,
    'completions/min_length': 3,
    'completions/max_length': 8,
    'completions/mean_terminated_length': 21 / 5,
    'completions/min_terminated_length': 3,
    'completions/max_terminated_length': 5,
    'completions/clipped_ratio': 1 - 5 / 6,
    'completions/unique_frac': (2 / 3 + 1 / 3) / 2,
  });
});

test('completions that were all cut have no terminated length; none at all have no metrics', () => {
  const metrics = completionMetrics([[sample('a', 8, false)]]);
  expect(metrics['completions/clipped_ratio']).toBe(1);
  expect(Object.keys(metrics).filter((name) => name.includes('terminated'))).toEqual([]);
  expect(completionMetrics([[], []])).toEqual({});
});

test('verdicts: each status a share, together with failures of the judge the whole', () => {
  const metrics = verdictMetrics([
    verdict('pass'),
    verdict('pass'),
    verdict('timeout', true),
    { judge_error: 'worker lost' },
  ]);
  expect(metrics).toMatchObject({
    'sandbox/pass_frac': 0.5,
    'sandbox/timeout_frac': 0.25,
    'sandbox/clock_frac': 0.25,
    'sandbox/judge_error': 0.25,
    'sandbox/fail_frac': 0,
  });
  const { 'sandbox/clock_frac': clock, ...shares } = metrics;
  expect(Object.values(shares).reduce((sum, share) => sum + share)).toBe(clock * 4);
  expect(verdictMetrics([])).toEqual({});
});

test('a meaning is a sentence that needs no other one to be read', () => {
  for (const meaning of Object.values(METRICS)) {
    expect(meaning).toMatch(/^[A-Z].*\S \S.*\.$/);
    expect(meaning).not.toMatch(/^(Its|Their|This|These|Those|The (same|greatest|least|other|mean)|Of)\b/);
  }
});
