import { describe, expect, test } from 'vitest';
import type { Group } from '../../../src/rl/records/group';
import { keepsGroup } from '../../../src/rl/update/group-filter';
import { section } from '../golden';

/** A group of these rewards, a program having passed where its reward is 1. */
const groupOf = (rewards: (number | undefined)[]): Group => ({
  problem: { id: '', prompt: '', entry: 'f' },
  tests: [],
  samples: rewards.map((reward) => ({
    completion: '',
    tokens: [1],
    pieces: [''],
    logprobs: [-1],
    ended: true,
    reward,
    verdict:
      reward === undefined
        ? undefined
        : { status: reward === 1 ? 'pass' : 'fail', passed: reward, total: 1, tests: [], fuel: 0, ms: 0 },
  })),
});

describe('golden groups', () => {
  test.each<Record<string, never>>(section('dynamic_sampling'))('$rewards', (row) => {
    expect(keepsGroup(groupOf(row.rewards), { filter_groups: 'reward' })).toBe(row.keep_by_reward_range);
    expect(keepsGroup(groupOf(row.rewards), { filter_groups: 'accuracy' })).toBe(row.keep_by_acc_std_klear);
    expect(keepsGroup(groupOf(row.rewards), { filter_groups: 'accuracy' })).toBe(row.keep_dapo_0_lt_correct_lt_G);
    expect(keepsGroup(groupOf(row.rewards), { filter_groups: 'none' })).toBe(true);
  });
});

test('samples that the judge failed to judge are not taken for failures', () => {
  expect(keepsGroup(groupOf([1, undefined, 1]), { filter_groups: 'reward' })).toBe(false);
  expect(keepsGroup(groupOf([1, undefined, 1]), { filter_groups: 'accuracy' })).toBe(false);
  expect(keepsGroup(groupOf([undefined, undefined]), { filter_groups: 'reward' })).toBe(false);
});
