import { describe, expect, test } from 'vitest';
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { Truncation } from '../../../src/rl/options/truncation';
import { TRUNCATION } from '../../../src/rl/options/truncation';
import { lossMask } from '../../../src/rl/records/group';
import { lengthAdjusted, overlongPenalty } from '../../../src/rl/reward/shaping';
import { assignAdvantages } from '../../../src/rl/update/update';
import { losses } from '../../golden';
import { makeGroup, makeSample, makeVerdict } from '../samples';

test.each<Record<string, number>>(losses.overlong)('golden soft overlong punishment of $length of $max_len', (row) => {
  expect(overlongPenalty(row.length, row.max_len, row.cache)).toBeCloseTo(row.penalty_paper, 12);
});

test('the punishment ends at -1, and is none without a buffer', () => {
  expect(overlongPenalty(300, 256, 64)).toBe(-1);
  expect(overlongPenalty(256, 256, 0)).toBe(0);
});

const options = (given: object) => resolveOptions({ max_completion_length: 10, ...given }).options;
const tokens = (length: number) => ({ loss_mask: lossMask(length) });

describe('the reward of a cut completion', () => {
  test('is multiplied from 0 up, and replaced below', () => {
    const adjusted = (coef: number, reward: number, ended = false) =>
      lengthAdjusted(
        reward,
        { ...tokens(10), ended },
        options({ truncation: 'penalty', stop_properly_penalty_coef: coef }),
      );
    expect(adjusted(0, 1)).toBe(0);
    expect(adjusted(0.5, 1)).toBe(0.5);
    expect(adjusted(-0.5, 1)).toBe(-0.5);
    expect(adjusted(-0.5, 1, true)).toBe(1);
  });

  test('is left alone by the other ways, and falls with length near the limit', () => {
    for (const truncation of TRUNCATION.filter((way) => way !== 'penalty')) {
      expect(lengthAdjusted(1, { ...tokens(10), ended: false }, options({ truncation }))).toBe(1);
    }
    const soft = options({ overlong_buffer_len: 4, overlong_penalty_factor: 0.5 });
    expect(lengthAdjusted(1, { ...tokens(8), ended: true }, soft)).toBeCloseTo(0.75, 12);
  });
});

describe('the advantages of a group with a cut completion', () => {
  const sample = (passed: boolean, ended: boolean) =>
    makeSample({ ended, reward: passed ? 1 : 0, verdict: makeVerdict(passed) });
  /** One that passed, two that failed, of which one was cut. */
  const advantages = async (truncation: Truncation, first_ended = true) => {
    const group = makeGroup([sample(true, first_ended), sample(false, true), sample(false, false)]);
    const given = options({ truncation, advantage_estimator: 'dr_grpo' });
    const { groups } = await assignAdvantages([group], undefined, given);
    return groups[0].samples.map(({ advantage }) => advantage);
  };
  const [two, one] = [2 / 3, -1 / 3];

  test('negative and mask_tokens count it in the mean', async () => {
    for (const truncation of ['negative', 'mask_tokens'] as const) {
      const [a, b, c] = await advantages(truncation);
      expect([a, b, c]).toEqual([expect.closeTo(two), expect.closeTo(one), expect.closeTo(one)]);
    }
  });

  test('zero_advantage takes its advantage after the mean, but not from one that passed', async () => {
    expect(await advantages('zero_advantage')).toEqual([expect.closeTo(two), expect.closeTo(one), 0]);
    expect((await advantages('zero_advantage', false))[0]).toBeCloseTo(two);
  });

  test('drop_before_stats leaves it out of the mean', async () => {
    expect(await advantages('drop_before_stats')).toEqual([expect.closeTo(0.5), expect.closeTo(-0.5), undefined]);
  });
});
