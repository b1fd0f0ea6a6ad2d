/** The gradients of the reference against finite differences. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/common/random';
import type { LossToken } from '../../../src/kernels/policy-loss';
import { klTerm, lossRow, policyTerm } from '../../../src/kernels/policy-loss/reference';
import { KL_ESTIMATORS } from '../../../src/losses/catalogue';
import { getLoss, LOSS_TYPES, type PolicyLossOptions, policyLossOptions } from '../../../src/losses/options';
import { normals } from '../testing';
import { token } from './testing';

describe('the gradient of the reference', () => {
  /** ℓ as a function of lp with the stop-gradients frozen at lp0. */
  function frozen(lp0: number, given: LossToken, options: PolicyLossOptions): (lp: number) => number {
    const { gradient_factor: F, clip_region: region } = policyTerm(lp0, given, options);
    const { loss_type } = options;
    const { kind, ratio } = getLoss(loss_type);
    // CISPO and REINFORCE freeze the weight before −A·lp; GPPO freezes 1/r in its preserved corners, GSPO the rest of
    // the sequence, so that the value moves as F·A·(lp − lp0).
    const detached = ['cispo', 'cispo_masked', 'reinforce_is'].includes(kind) || ratio !== 'token';
    const preserved = loss_type === 'gppo' && region !== 'inside' && F !== 0;
    if (detached || preserved) return (lp) => -given.advantage * F * lp;
    return (lp) => policyTerm(lp, given, options).loss;
  }

  it.each(LOSS_TYPES)('of %s agrees with finite differences', (loss_type) => {
    const random = new Random(5, loss_type);
    const options = policyLossOptions({ loss_type, delta: 3, gppo_beta_low: 0.5, nll_alpha: 0.3 });
    for (let k = 0; k < 200; k++) {
      const lp = -3 * random.uniform() - 0.1;
      const given = token({
        old_log_prob: lp + 2 * random.normal(),
        advantage: random.normal(),
        sequence_log_ratio: 0.001 * random.normal(),
      });
      const loss = frozen(lp, given, options);
      const step = 1e-6;
      const difference = (loss(lp + step) - loss(lp - step)) / (2 * step);
      const { g } = policyTerm(lp, given, options);
      expect(Math.abs(difference - g)).toBeLessThan(1e-5 * (1 + Math.abs(g)));
    }
  });

  it.each(KL_ESTIMATORS.filter((type) => type !== 'k3+'))('of %s agrees with finite differences', (type) => {
    for (const d of [-2, -0.5, -1e-3, 0, 0.3, 4]) {
      const step = 1e-5;
      const difference = (klTerm(d + step, 0, type).value - klTerm(d - step, 0, type).value) / (2 * step);
      expect(difference).toBeCloseTo(klTerm(d, 0, type).grad, 6);
    }
  });

  it('by the logits agrees with finite differences', () => {
    const options = policyLossOptions({
      loss_type: 'dapo',
      beta: 0.2,
      entropy_coef: 0.3,
      nll_alpha: 0.1,
      temperature: 0.7,
    });
    const logits = normals(9, 3);
    const given = token({
      old_log_prob: -2,
      ref_log_prob: -2.5,
      advantage: 0.8,
      policy_weight: 0.5,
      kl_weight: 0.25,
      entropy_weight: 0.125,
      nll_weight: 0.75,
    });
    const { dlogits } = lossRow(logits, 4, given, options);
    const step = 1e-6;
    for (let j = 0; j < logits.length; j++) {
      const at = (shift: number) =>
        lossRow(
          Float64Array.from(logits, (z, k) => z + (k === j ? shift : 0)),
          4,
          given,
          options,
        ).total;
      expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(dlogits[j], 6);
    }
  });
});
