import { expect, test } from 'vitest';
import { defaultParameters } from '../../../src/losses/parameters';
import { CURVE_LOSSES } from '../../../src/ui/loss-explorer/curves';
import { fateText, tokenText } from '../../../src/ui/loss-explorer/texts';
import { checkToken, tokenFactors } from '../../../src/ui/loss-explorer/token';
import type { CurveToken } from '../../../src/ui/session/token-place';

const given = { ...defaultParameters(), epsilon: 0.2, epsilon_high: 0.28, cispo_max: 1.5 };
const told = (token: CurveToken, parameters = given) =>
  Object.fromEntries(
    tokenFactors(token, CURVE_LOSSES, parameters).map((one) => [one.loss, [one.gradient_factor, fateText(one)]]),
  );

test('F of a token beyond the bound, and what became of it in words', () => {
  expect(told({ ratio: 2, advantage: 0.5 })).toEqual({
    reinforce: [1, ''],
    reinforce_is: [2, ''],
    grpo: [0, 'clipped: no gradient'],
    dapo: [0, 'clipped: no gradient'],
    gppo: [1.28, 'kept, at its bound'],
    cispo: [1.5, 'kept, at its bound'],
    cispo_masked: [0, 'clipped: no gradient'],
    sapo: [expect.closeTo(((4 * Math.E) / (1 + Math.E) ** 2 / 1) * 2, 6), ''],
    dro: [expect.closeTo(1 - (0.1 * Math.log(2)) / 0.5, 9), ''],
  });
});

test('the bounds move its F, the dual clip takes it, and DRO may turn it', () => {
  expect(told({ ratio: 2, advantage: 0.5 }, { ...given, epsilon_high: 1.2 }).dapo).toEqual([2, '']);
  expect(told({ ratio: 4, advantage: -1 }, { ...given, delta: 3 }).gppo).toEqual([
    0,
    'above the dual clip: no gradient',
  ]);
  const [F, text] = told({ ratio: 4, advantage: 0.01 }).dro;
  expect(F).toBeLessThan(0);
  expect(text).toBe('turned against its advantage');
});

test('GSPO goes by the ratio of the sequence, and says nothing without it', () => {
  expect(told({ ratio: 2, advantage: 1 }).gspo).toBeUndefined();
  expect(told({ ratio: 2, advantage: 1, sequence_ratio: 1.0001 }).gspo).toEqual([expect.closeTo(1.0001, 9), '']);
  expect(told({ ratio: 1, advantage: 1, sequence_ratio: 1.1 }).gspo).toEqual([0, 'clipped: no gradient']);
});

test('what has no place on a curve is refused', () => {
  expect(() => checkToken({ ratio: 1, advantage: -1, loss: 'dr_grpo' })).not.toThrow();
  expect(() => checkToken({ ratio: 0, advantage: 1 })).toThrow('token: ratio is 0');
  expect(() => checkToken({ ratio: 1, advantage: 0 })).toThrow('token: advantage is 0');
  expect(() => checkToken({ ratio: 1, advantage: 1, sequence_ratio: -1 })).toThrow('token: sequence_ratio is -1');
  expect(() => checkToken({ ratio: 1, advantage: 1, loss: 'adam' })).toThrow('"adam" is no loss_type');
});

test('its numbers in words tell a ratio near 1 from 1', () => {
  expect(tokenText({ ratio: 1.5, advantage: -0.72 })).toBe('δ\u00a01.50 · A\u00a0−0.72');
  expect(tokenText({ ratio: 1.0004, advantage: 1 })).toContain('1.0004');
  expect(tokenText({ ratio: 1.000001, advantage: 1, sequence_ratio: 0.9992 })).toBe(
    'δ\u00a01.00, of its sequence\u00a00.9992 · A\u00a0+1.00',
  );
});
