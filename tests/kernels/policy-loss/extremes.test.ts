/** The kernel where numbers are large, infinite or not numbers at all. */
import { describe, expect, it } from 'vitest';
import { MASKED_TARGET } from '../../../src/kernels/policy-loss';
import { lossRow } from '../../../src/kernels/policy-loss/reference';
import { LOSS_TYPES, policyLossOptions } from '../../../src/losses/options';
import { expectGolden, expectGoldens } from '../../golden';
import { useGpu } from '../testing';
import { expectRow, NO_TOKEN, onGpu, options, randomRow, SHAPES, token } from './testing';

const context = useGpu();

describe.each(SHAPES)('the kernel equals the reference, %s', (_, shape) => {
  it('logits of ±1e4, one-hot rows and −∞', async () => {
    const vocab = 11;
    const wild = Float32Array.from({ length: vocab }, (_, j) => (j % 2 ? 1e4 : -1e4));
    const oneHot = Float32Array.from({ length: vocab }, (_, j) => (j === 6 ? 1e4 : -1e4));
    const holes = Float32Array.from({ length: vocab }, (_, j) => (j % 3 ? -Infinity : j / 10));
    const high = Float32Array.from({ length: vocab }, (_, j) => 1e4 + j);
    const plain = { ...NO_TOKEN, advantage: 1, policy_weight: 1, entropy_weight: 1 };
    const rows = [
      { logits: wild, target: 3, token: { ...plain, old_log_prob: -1.5 } },
      { logits: wild, target: 0, token: { ...plain, old_log_prob: -24_990 } },
      { logits: oneHot, target: 6, token: { ...plain, old_log_prob: 0 } },
      { logits: oneHot, target: 2, token: { ...plain, old_log_prob: -25_000 } },
      { logits: holes, target: 3, token: { ...plain, old_log_prob: -1.5 } },
      { logits: high, target: 8, token: { ...plain, old_log_prob: -2 } },
    ];
    const results = await onGpu(context.gpu, rows, options, { shape });
    results.forEach((result, i) => {
      expectRow(result, rows[i], `row ${i}`);
    });
  });

  it('masked rows become zero whatever they hold', async () => {
    const nan = new Float32Array(9).fill(NaN);
    const good = randomRow(9, 4);
    const rows = [
      { logits: nan, target: MASKED_TARGET, token: good.token },
      good,
      { logits: nan, target: 2, token: { ...NO_TOKEN, advantage: 3, old_log_prob: NaN, ref_log_prob: NaN } },
      { logits: nan, target: 9, token: good.token },
    ];
    const results = await onGpu(context.gpu, rows, options, { shape });
    for (const i of [0, 2, 3]) {
      expect(results[i].clip_region).toBe('masked');
      expect([...results[i].dlogits, ...results[i].padding]).toEqual(new Array(12).fill(0));
      expect(results[i].total).toBe(0);
    }
    expectRow(results[1], good, 'between masked rows');
  });

  it('ratios far outside stay finite', async () => {
    for (const loss_type of LOSS_TYPES) {
      const far = policyLossOptions({ loss_type, cispo_max: Infinity });
      const rows = [-1, 1].flatMap((advantage) =>
        [-900, 0].map((old_log_prob) => ({
          logits: [0, 60],
          target: old_log_prob === 0 ? 0 : 1,
          token: token({ old_log_prob, advantage, policy_weight: 1 }),
        })),
      );
      const results = await onGpu(context.gpu, rows, far, { shape });
      results.forEach((result, i) => {
        const expected = lossRow(rows[i].logits, rows[i].target, rows[i].token, far);
        expect(result.clip_region).toBe(expected.clip_region);
        for (const field of ['log_prob', 'ratio', 'policy_loss', 'total', 'gradient_factor'] as const) {
          expectGolden(result[field], expected[field], `${loss_type} ${i} ${field}`);
        }
        expectGoldens(result.dlogits, expected.dlogits, `${loss_type} ${i} gradient`);
      });
    }
  });
});
