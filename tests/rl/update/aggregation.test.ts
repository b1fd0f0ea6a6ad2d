import { describe, expect, test } from 'vitest';
import { LOSS_AGGREGATIONS, type LossAggregation } from '../../../src/losses/catalogue';
import { tokenWeights } from '../../../src/rl/update/aggregation';
import { losses } from '../../golden';

const golden = losses.aggregation;
const lengths: number[] = golden.lengths;

describe('golden aggregation', () => {
  const columns: [string, LossAggregation, object][] = [
    ['token-mean', 'token-mean', {}],
    ['seq-mean-token-mean (verl: fully masked rows leave B)', 'seq-mean-token-mean', {}],
    ['seq-mean-token-mean (TRL grpo: fully masked rows stay in B)', 'seq-mean-token-mean', { sequences: 4 }],
    ['seq-mean-token-sum', 'seq-mean-token-sum', {}],
    [
      'seq-mean-token-sum-norm (verl, loss_scale_factor=None -> T=5)',
      'seq-mean-token-sum-norm',
      { max_completion_length: 5 },
    ],
    ['dr_grpo (TRL, B*max_completion_length=4*8)', 'seq-mean-token-sum-norm', { sequences: 4 }],
  ];
  test.each(columns)('%s', (column, mode, options) => {
    const weights = tokenWeights(lengths, mode, { max_completion_length: 8, ...options });
    const expected = golden.modes[column];
    golden.mask.forEach((row: number[], i: number) => {
      row.forEach((m, t) => {
        expect(m * weights[i]).toBeCloseTo(expected.weight_of_each_token[i][t], 12);
      });
    });
    const total = weights.reduce((sum, weight, i) => sum + weight * golden.seq_sums[i], 0);
    expect(total).toBeCloseTo(expected.value, 12);
  });
});

test('a step with no trained token weighs nothing, and never 0/0', () => {
  for (const mode of LOSS_AGGREGATIONS) {
    for (const sequences of [undefined, 2]) {
      expect(tokenWeights([0, 0], mode, { max_completion_length: 8, sequences })).toEqual([0, 0]);
      expect(tokenWeights([], mode, { max_completion_length: 8, sequences })).toEqual([]);
    }
  }
});

test('token means weigh the tokens of a batch to one', () => {
  for (const mode of ['token-mean', 'seq-mean-token-mean'] as const) {
    const weights = tokenWeights([7, 1, 64, 13], mode, { max_completion_length: 64 });
    expect(weights.reduce((sum, weight, i) => sum + weight * [7, 1, 64, 13][i], 0)).toBeCloseTo(1, 12);
  }
});

test('a masked sequence takes nothing from the others unless it is counted', () => {
  const options = { max_completion_length: 8 };
  expect(tokenWeights([4, 0], 'seq-mean-token-mean', options)).toEqual([1 / 4, 0]);
  expect(tokenWeights([4, 0], 'seq-mean-token-mean', { ...options, sequences: 2 })).toEqual([1 / 8, 0]);
});
