import { describe, expect, test } from 'vitest';
import {
  effectiveSampleShare,
  importanceWeights,
  sequenceLogRatio,
} from '../../../src/rl/update/importance-correction';
import { losses } from '../../golden';

const { tokens, ...sequence } = losses.is_correction;
// The golden numbers were computed from float32 log-probs.
const old = tokens.map((token: { logp_train_old: number }) => Math.fround(token.logp_train_old));
const rollout = tokens.map((token: { logp_rollout: number }) => Math.fround(token.logp_rollout));

describe('golden weights of tokens', () => {
  test.each([
    ['tis_upper_2', { rollout_is: 'tis', rollout_is_min: 0, rollout_is_max: 2 }],
    ['tis_openrlhf_clamp_0p5_5', { rollout_is: 'tis', rollout_is_min: 0.5, rollout_is_max: 5 }],
    ['icepop_0p5_5', { rollout_is: 'icepop', rollout_is_min: 0.5, rollout_is_max: 5 }],
    ['trl_token_truncate_3', { rollout_is: 'tis', rollout_is_min: 0, rollout_is_max: 3 }],
    ['trl_token_mask_3', { rollout_is: 'icepop', rollout_is_min: 0, rollout_is_max: 3 }],
  ] as const)('%s', (column, options) => {
    const weights = importanceWeights(old, rollout, options);
    for (const [t, token] of tokens.entries()) expect(weights[t]).toBeCloseTo(token[column], 10);
  });
});

test('golden weights of a sequence', () => {
  const weight = (rollout_is: 'seq_tis' | 'seq_mask', rollout_is_max: number) =>
    importanceWeights(old, rollout, { rollout_is, rollout_is_min: 0, rollout_is_max });
  expect(weight('seq_tis', 2)).toEqual(old.map(() => sequence.seq_truncate_2));
  expect(weight('seq_mask', 3)).toEqual(old.map(() => sequence.trl_sequence_mask_3));
  expect(weight('seq_tis', 100)[0]).toBeCloseTo(sequence.seq_product, 10);
});

test('no correction and equal policies weigh 1; extreme differences stay finite', () => {
  expect(importanceWeights([-1], [-9], { rollout_is: 'none', rollout_is_min: 0, rollout_is_max: 2 })).toEqual([1]);
  for (const rollout_is of ['tis', 'icepop', 'seq_tis', 'seq_mask'] as const) {
    expect(importanceWeights([-1, -2], [-1, -2], { rollout_is, rollout_is_min: 0, rollout_is_max: 2 })).toEqual([1, 1]);
    const extreme = importanceWeights([-1, -1], [-1e4, -1e4], { rollout_is, rollout_is_min: 0, rollout_is_max: 2 });
    expect(extreme.every(Number.isFinite)).toBe(true);
  }
});

test('the log-ratio of a sequence is the mean or the sum of its tokens, the sum with their corrections', () => {
  expect(sequenceLogRatio('sequence', [0.1, 0.3], [2, 2])).toBeCloseTo(0.2, 12);
  expect(sequenceLogRatio('sequence-product', [0.1, 0.3])).toBeCloseTo(0.4, 12);
  expect(sequenceLogRatio('sequence-product', [0.1, 0.3], [2, 0.25])).toBeCloseTo(0.4 - Math.LN2, 12);
  // A dropped token takes the sequence to the least ratio; before any update only corrections are left.
  expect(sequenceLogRatio('sequence-product', [], [0, 2])).toBeCloseTo(Math.log(2e-8), 12);
  expect([sequenceLogRatio('sequence', []), sequenceLogRatio('sequence-product', [-90])]).toEqual([0, -20]);
});

test('the effective sample size is that of the tokens that weigh', () => {
  expect(effectiveSampleShare([2, 2, 2])).toBeCloseTo(1, 12);
  expect(effectiveSampleShare([1, 0, 0, 0])).toBeCloseTo(0.25, 12);
  expect(effectiveSampleShare([0, 0])).toBe(0);
  expect(effectiveSampleShare([])).toBe(0);
});
