import { describe, expect, test } from 'vitest';
import type { AdvantageOptions } from '../../../src/rl/options/advantages';
import { groupAdvantages, isConstant } from '../../../src/rl/update/advantages';
import { returnsOf, whitened } from '../../../src/rl/update/returns';
import { section } from '../golden';

const grpo: AdvantageOptions = {
  advantage_estimator: 'grpo',
  scale_rewards: 'group',
  advantage_eps: 1e-6,
  advantage_ddof: 1,
};
const close = (actual: (number | null)[], expected: number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 9);
  });
};

describe('golden advantages', () => {
  for (const row of section('advantages')) {
    const constant: boolean = row['constant_group (max-min<=1e-6)'];
    const columns: [string, AdvantageOptions][] = [
      ['grpo_ddof1_eps1e-6 (verl,Klear,Skywork,DeepCoder)', grpo],
      ['grpo_ddof1_eps1e-4 (TRL)', { ...grpo, advantage_eps: 1e-4 }],
      ['grpo_ddof1_eps1e-8', { ...grpo, advantage_eps: 1e-8 }],
      ['rloo', { ...grpo, advantage_estimator: 'rloo' }],
      ['dr_grpo / nanochat', { ...grpo, advantage_estimator: 'dr_grpo' }],
      ['dr_grpo / nanochat', { ...grpo, scale_rewards: 'none' }],
      ['safe_singleton', grpo],
    ];
    for (const [column, options] of columns) {
      if (!(column in row)) continue;
      test(`${JSON.stringify(row.rewards)} ${column}`, () => {
        expect(isConstant(row.rewards)).toBe(constant);
        const [advantages] = groupAdvantages([row.rewards], options);
        if (constant) expect(advantages).toEqual(row.rewards.map(() => 0));
        else close(advantages, row[column]);
      });
    }
  }
});

test('rewards equal but for rounding are no signal, at any scale of eps', () => {
  const noisy = [0.1 + 0.2, 0.3, 0.3, 0.3];
  expect(groupAdvantages([noisy], { ...grpo, advantage_eps: 0 })).toEqual([[0, 0, 0, 0]]);
});

test('a group of one has no baseline, and reinforce needs none', () => {
  expect(groupAdvantages([[0.7], [1]], grpo)).toEqual([[0], [0]]);
  expect(groupAdvantages([[1, 1], [0.5]], { ...grpo, advantage_estimator: 'reinforce' })).toEqual([[1, 1], [0.5]]);
});

test('the batch scale divides every group by the deviation of all rewards', () => {
  const groups = [
    [1, 0],
    [0, 0],
    [1, 1],
  ];
  const deviation = Math.sqrt(6 * 0.25 * (1 / 5));
  const advantages = groupAdvantages(groups, { ...grpo, scale_rewards: 'batch', advantage_eps: 0 });
  close(advantages[0], [0.5 / deviation, -0.5 / deviation]);
  expect(advantages.slice(1)).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('a sample whose judge failed leaves its group and takes no reward', () => {
  const [advantages] = groupAdvantages([[1, null, 0, null]], grpo);
  const [without] = groupAdvantages([[1, 0]], grpo);
  expect(advantages).toEqual([without[0], null, without[1], null]);
  expect(groupAdvantages([[null, 1], [null, null], []], grpo)).toEqual([[null, 0], [null, null], []]);
});

test('advantages are normalised once: their deviation is that of one division', () => {
  const [advantages] = groupAdvantages([[1, 0, 0, 0]], { ...grpo, advantage_eps: 0 });
  close(advantages, [1.5, -0.5, -0.5, -0.5]);
});

test('a reward that is not a number is refused', () => {
  expect(() => groupAdvantages([[1, Number.NaN]], grpo)).toThrow(RangeError);
});

test('golden baseline of Reinforce++: the mean of a group, none for a single sample', () => {
  const { score, group, mask, cases } = section('reinforce_pp');
  const { centered, advantages } = cases['reinforce++-baseline verl (singleton baseline 0)'];
  const groups = [0, 1].map((g) => score.filter((_: number, i: number) => group[i] === g));
  const given = groupAdvantages(groups, { ...grpo, advantage_estimator: 'reinforce_pp_baseline' }).flat();
  expect(given).toEqual(centered.map((row: number[]) => expect.closeTo(row[0], 12)));
  const returns = mask.map((row: number[], i: number) =>
    returnsOf({ mask: row, reward: given[i]! }, { gamma: 1, beta: 0 }),
  );
  expect(whitened(returns, mask, 1)).toEqual(advantages.map((row: number[]) => row.map((a) => expect.closeTo(a, 6))));
});
