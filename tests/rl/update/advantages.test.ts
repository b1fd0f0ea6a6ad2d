import { describe, expect, test } from 'vitest';
import { type EstimatorOptions, estimateAdvantages, isConstant, tokenReturns } from '../../../src/rl/update/advantages';
import { losses } from '../../golden';

const grpo: EstimatorOptions = {
  advantage_estimator: 'grpo',
  scale_rewards: 'group',
  advantage_eps: 1e-6,
  advantage_ddof: 1,
  gamma: 1,
  beta: 0,
};
/** The advantages of samples of three tokens, the second of them inserted: each token has its sample's. */
function groupAdvantages(rewards: (number | null)[][], options: EstimatorOptions): (number | null)[][] {
  const loss_mask = [1, 0, 1];
  const groups = rewards.map((group) => group.map((reward) => ({ reward, loss_mask })));
  return estimateAdvantages(groups, options).map((group) =>
    group.map((one) => {
      if (!one) return null;
      expect([...one.tokens]).toEqual([Math.fround(one.mean), 0, Math.fround(one.mean)]);
      return one.mean;
    }),
  );
}
const close = (actual: (number | null)[], expected: number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 9);
  });
};

describe('golden advantages', () => {
  for (const row of losses.advantages) {
    const constant: boolean = row['constant_group (max-min<=1e-6)'];
    const columns: [string, EstimatorOptions][] = [
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

describe('Reinforce++', () => {
  const { mask, score, group, kl_k1, beta, cases } = losses.reinforce_pp;
  const reinforcePp: EstimatorOptions = { ...grpo, advantage_estimator: 'reinforce_pp' };
  const one = (reward: number, loss_mask: number[], kl?: number[]) => ({ reward, loss_mask, kl });
  const tokensOf = (samples: ReturnType<typeof one>[], options: EstimatorOptions) =>
    estimateAdvantages([samples], options)[0].map((each) => [...each!.tokens]);
  const golden = (rows: number[][]) => rows.map((row) => row.map((value) => expect.closeTo(value, 6)));
  /** The cases name their settings: estimator, gamma, and whether the KL is in the reward. */
  const named = Object.keys(cases).filter((name) => name.includes('gamma'));

  test('the cases were read', () => {
    expect(named.length).toBeGreaterThanOrEqual(8);
  });

  test.each(named)('golden %s', (name) => {
    const gamma = Number(/gamma=([\d.]+)/.exec(name)![1]);
    const inReward = name.endsWith('kl_in_reward=True');
    const samples = mask.map((row: number[], i: number) => one(score[i], row, inReward ? kl_k1[i] : undefined));
    const ddof = name.includes('OpenRLHF') ? 0 : 1;
    const advantages = tokensOf(samples, { ...reinforcePp, gamma, beta, advantage_ddof: ddof });
    expect(advantages).toEqual(golden(cases[name].advantages));
  });

  test.each(named)('golden returns of %s pass by what a tool put in', (name) => {
    const gamma = Number(/gamma=([\d.]+)/.exec(name)![1]);
    const inReward = name.endsWith('kl_in_reward=True');
    const returns = mask.map((loss_mask: number[], i: number) =>
      tokenReturns({ loss_mask, kl: inReward ? kl_k1[i] : undefined }, score[i], { gamma, beta }),
    );
    expect(returns).toEqual(cases[name].returns.map((row: number[]) => row.map((value) => expect.closeTo(value, 12))));
  });

  test('the reward stands at the last token that was written, not behind it', () => {
    expect(tokenReturns({ loss_mask: [1, 1, 0] }, 1, { gamma: 0.5, beta: 0 })).toEqual([0.5, 1, 0]);
    expect(tokenReturns({ loss_mask: [0, 0] }, 1, { gamma: 1, beta: 0 })).toEqual([0, 0]);
  });

  test('golden baseline: the mean of a group, none for a single sample', () => {
    const { advantages } = cases['reinforce++-baseline verl (singleton baseline 0)'];
    const groups = [0, 1].map((g) =>
      score.flatMap((reward: number, i: number) => (group[i] === g ? [one(reward, mask[i])] : [])),
    );
    const estimated = estimateAdvantages(groups, { ...grpo, advantage_estimator: 'reinforce_pp_baseline' }).flat();
    expect(estimated.map((each) => [...each!.tokens])).toEqual(golden(advantages));
  });

  test('equal returns and a single token have no advantage; nothing is infinite', () => {
    expect(tokensOf([one(3, [1, 1]), one(3, [1])], reinforcePp)).toEqual([[0, 0], [0]]);
    expect(tokensOf([one(5, [1])], reinforcePp)).toEqual([[0]]);
    expect(tokensOf([one(5, [1, 0])], reinforcePp)).toEqual([[0, 0]]);
    expect(estimateAdvantages([], reinforcePp)).toEqual([]);
  });

  test('a sample has the mean of its tokens; one without tokens of its own has 0, without a reward none', () => {
    const samples = [one(1, [1, 1]), one(0, [1, 0]), one(1, [0, 0]), { reward: null, loss_mask: [1] }];
    const [[a, b, c, none]] = estimateAdvantages([samples], reinforcePp);
    expect(a!.mean).toBeCloseTo((a!.tokens[0] + a!.tokens[1]) / 2, 6);
    expect(b!.mean).toBeCloseTo(b!.tokens[0], 6);
    expect(c!.mean).toBe(0);
    expect(none).toBeNull();
  });
});
