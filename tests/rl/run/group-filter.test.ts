import { describe, expect, test } from 'vitest';
import type { Group } from '../../../src/rl/records/group';
import { keepsGroup } from '../../../src/rl/run/step';
import { losses } from '../../golden';
import { makeGroup, makeSample, makeVerdict } from '../samples';

/** A group of these rewards, a program having passed where its reward is 1. */
const groupOf = (rewards: (number | undefined)[]): Group =>
  makeGroup(
    rewards.map((reward) =>
      makeSample({ reward, verdict: reward === undefined ? undefined : makeVerdict(reward === 1) }),
    ),
  );

describe('golden groups', () => {
  test.each<Record<string, never>>(losses.dynamic_sampling)('$rewards', (row) => {
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
