import { describe, expect, test } from 'vitest';
import { returnsOf, whitened } from '../../../src/rl/update/returns';
import { section } from '../golden';

const { mask, score, kl_k1, beta, cases } = section('reinforce_pp');

/** The cases name their settings: estimator, gamma, and whether the KL is in the reward. */
describe.each(Object.keys(cases).filter((name) => name.includes('gamma')))('golden %s', (name) => {
  const gamma = Number(/gamma=([\d.]+)/.exec(name)![1]);
  const inReward = name.endsWith('kl_in_reward=True');
  const returns = mask.map((row: number[], i: number) =>
    returnsOf({ mask: row, reward: score[i], kl: inReward ? kl_k1[i] : undefined }, { gamma, beta }),
  );

  test('returns pass by what a tool put in', () => {
    expect(returns).toEqual(cases[name].returns.map((row: number[]) => row.map((value) => expect.closeTo(value, 12))));
  });

  test('advantages over all tokens of the batch', () => {
    const advantages = whitened(returns, mask, name.includes('OpenRLHF') ? 0 : 1);
    const wanted = cases[name].advantages.map((row: number[]) => row.map((value) => expect.closeTo(value, 6)));
    expect(advantages).toEqual(wanted);
  });
});

test('the cases were read', () => {
  expect(Object.keys(cases).filter((name) => name.includes('gamma')).length).toBeGreaterThanOrEqual(8);
});

test('equal returns and a single token have no advantage; nothing is infinite', () => {
  expect(whitened([[3, 3], [3]], [[1, 1], [1]], 1)).toEqual([[0, 0], [0]]);
  expect(whitened([[5]], [[1]], 1)).toEqual([[0]]);
  expect(whitened([[5, 7]], [[1, 0]], 1)).toEqual([[0, 0]]);
  expect(whitened([], [], 1)).toEqual([]);
});

test('the reward stands at the last token that was written, not behind it', () => {
  expect(returnsOf({ mask: [1, 1, 0], reward: 1 }, { gamma: 0.5, beta: 0 })).toEqual([0.5, 1, 0]);
  expect(returnsOf({ mask: [0, 0], reward: 1 }, { gamma: 1, beta: 0 })).toEqual([0, 0]);
});
