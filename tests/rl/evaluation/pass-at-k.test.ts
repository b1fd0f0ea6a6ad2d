import { expect, test } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { passAtK } from '../../../src/rl/evaluation/estimators';
import { losses } from '../../golden';

for (const { n, c, k, unbiased } of losses.pass_at_k) {
  test(`golden: ${c} of ${n} passed, k ${k}`, () => {
    expect(passAtK(n, c, k)).toBeCloseTo(unbiased, 12);
  });
}

test('equals the share of k-subsets that hold a pass, counted one by one', () => {
  const n = 7;
  for (let c = 0; c <= n; c++) {
    for (let k = 1; k <= n; k++) {
      let subsets = 0;
      let hits = 0;
      for (let bits = 0; bits < 2 ** n; bits++) {
        if (popcount(bits) !== k) continue;
        subsets++;
        if (bits & (2 ** c - 1)) hits++;
      }
      expect(passAtK(n, c, k)).toBeCloseTo(hits / subsets, 12);
    }
  }
});

test('stays exact where binomials overflow', () => {
  expect(passAtK(5000, 1, 2500)).toBeCloseTo(0.5, 9);
  expect(passAtK(5000, 5000, 5000)).toBe(1);
});

test('fewer samples than k cannot be estimated', () => {
  expect(() => passAtK(4, 4, 8)).toThrow(InputError);
  expect(() => passAtK(4, 4, 8)).toThrow('pass@8 needs at least 8 samples');
  expect(() => passAtK(4, 1, 0)).toThrow(InputError);
  expect(() => passAtK(4, 5, 1)).toThrow(RangeError);
});

const popcount = (bits: number) => [...bits.toString(2)].filter((bit) => bit === '1').length;
