import { describe, expect, it } from 'vitest';
import { gradientFactor } from '../../src/kernels/policy-loss/gradient-factor';
import type { LossType } from '../../src/losses/catalogue';
import { LOSS_TYPES, policyLossOptions } from '../../src/losses/options';

/** Whose surrogate, differentiated as it stands, gives the factor: the others hold a weight constant. */
const PLAIN: LossType[] = ['grpo', 'dapo', 'dr_grpo', 'gspo', 'reinforce', 'sapo', 'dro'];
const RATIOS = [0.05, 0.3, 0.61, 0.79, 0.81, 1, 1.19, 1.27, 1.29, 1.9, 2.9, 3.1, 8];

describe('F(δ)', () => {
  it.each(PLAIN)('of %s is the slope of the surrogate by log δ, over A', (loss_type) => {
    const options = policyLossOptions({ loss_type, epsilon: 0.2, epsilon_high: 0.28, delta: 3 });
    for (const ratio of RATIOS) {
      for (const A of [-1.5, 0.7]) {
        const at = (shift: number) => gradientFactor(ratio * Math.exp(shift), A, options).surrogate;
        const slope = (at(1e-6) - at(-1e-6)) / 2e-6;
        expect(slope / A, `δ ${ratio}, A ${A}`).toBeCloseTo(gradientFactor(ratio, A, options).gradient_factor, 6);
      }
    }
  });

  it.each(['cispo', 'cispo_masked', 'reinforce_is'] as const)('of %s is the weight before A·log π', (loss_type) => {
    const options = policyLossOptions({ loss_type, cispo_min: 0.5, cispo_max: 2 });
    for (const ratio of RATIOS) {
      const { gradient_factor: F, surrogate } = gradientFactor(ratio, -1.5, options);
      expect(surrogate).toBeCloseTo(-1.5 * F * Math.log(ratio), 12);
    }
  });

  it('of GPPO is the bound where GRPO has none, and that of GRPO elsewhere', () => {
    const grpo = policyLossOptions({ loss_type: 'grpo', epsilon_high: 0.28 });
    const gppo = policyLossOptions({ loss_type: 'gppo', gppo_beta_low: 0.5 });
    const seen = RATIOS.flatMap((ratio) =>
      [-1, 1].map((A) => {
        const [without, kept] = [gradientFactor(ratio, A, grpo), gradientFactor(ratio, A, gppo)];
        expect(kept.clip_region).toBe(without.clip_region);
        const bound = { low: 0.5 * 0.8, high: 1.28, inside: without.gradient_factor }[
          without.clip_region as 'low' | 'high' | 'inside'
        ];
        expect(kept.gradient_factor).toBeCloseTo(bound, 12);
        if (without.clip_region !== 'inside') expect(without.gradient_factor).toBe(0);
        return without.clip_region;
      }),
    );
    expect(new Set(seen)).toEqual(new Set(['inside', 'low', 'high']));
  });

  it('is finite everywhere, and of a ratio only', () => {
    for (const loss_type of LOSS_TYPES) {
      const options = policyLossOptions({ loss_type });
      for (const ratio of [1e-30, 1e30])
        expect(gradientFactor(ratio, 1, options).gradient_factor).toSatisfy(Number.isFinite);
      expect(() => gradientFactor(0, 1, options)).toThrow('above 0, got 0');
    }
  });
});
