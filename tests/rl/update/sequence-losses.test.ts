import { describe, expect, it } from 'vitest';
import { policyTerm } from '../../../src/kernels/policy-loss/reference';
import type { LossType, RatioLevel } from '../../../src/losses/catalogue';
import { getLoss, policyLossOptions } from '../../../src/losses/options';
import { tokenWeights } from '../../../src/rl/update/aggregation';
import { sequenceLogRatio } from '../../../src/rl/update/importance-correction';
import { expectGolden, goldenFile } from '../../golden';
import { onGpu } from '../../kernels/policy-loss/testing';
import { useGpu } from '../../kernels/testing';

/** A batch of sequences: [sequences][tokens]; `mask` is 0 in the padding and where a tool wrote. */
interface Golden {
  loss: LossType;
  options: Record<string, number>;
  logp: number[][];
  logp_old: number[][];
  mask: number[][];
  advantages: number[];
  /** The weights of a correction for an older policy that sampled. */
  importance?: number[][];
  value: number;
  dloss_dlogp: number[][];
}

const rows: Golden[] = goldenFile('luspo-vespo').rows;

const context = useGpu();

/** The trained tokens of a batch: where each stands, and what the loss takes of it. */
function tokensOf({ loss, logp, logp_old, mask, advantages, importance }: Golden) {
  const { ratio, defaults } = getLoss(loss);
  const level = ratio as Exclude<RatioLevel, 'token'>;
  const own = mask.map((row) => row.flatMap((on, t) => (on ? [t] : [])));
  const lengths = own.map((positions) => positions.length);
  const weights = tokenWeights(lengths, defaults.loss_aggregation, { max_completion_length: mask[0].length });
  return own.flatMap((positions, i) => {
    const at = (values: number[][]) => positions.map((t) => values[i][t]);
    const [now, before] = [at(logp), at(logp_old)];
    const log_ratios = now.map((log_prob, k) => log_prob - before[k]);
    const sequence_log_ratio = sequenceLogRatio(level, log_ratios, importance && at(importance));
    const shared = { advantage: advantages[i], policy_weight: weights[i], sequence_log_ratio };
    return positions.map((t, k) => ({ i, t, log_prob: now[k], token: { ...shared, old_log_prob: before[k] } }));
  });
}

describe.each(rows.map((row, i) => [`${row.loss} ${i}`, row] as const))('%s', (_, row) => {
  const options = policyLossOptions({ loss_type: row.loss, ...row.options });
  const tokens = tokensOf(row);

  it('the reference has the value and the gradient of TRL', () => {
    let value = 0;
    for (const { i, t, log_prob, token } of tokens) {
      const term = policyTerm(log_prob, token, options);
      value += token.policy_weight * term.loss;
      expect(token.policy_weight * term.g).toBeCloseTo(row.dloss_dlogp[i][t], 12);
    }
    expect(value).toBeCloseTo(row.value, 12);
  });

  it('the kernel has them', async () => {
    // Two words, the target's logit 0: its log-prob is lp when the other's logit is log(e^−lp − 1).
    const words = tokens.map(({ log_prob, token }) => ({
      logits: [0, Math.log(Math.expm1(-log_prob))],
      target: 0,
      token,
    }));
    const results = await onGpu(context.gpu, words, options);
    let value = 0;
    tokens.forEach(({ i, t, log_prob }, r) => {
      value += results[r].total;
      expectGolden(results[r].dlogits[0], row.dloss_dlogp[i][t] * (1 - Math.exp(log_prob)), `gradient ${i} ${t}`);
    });
    expectGolden(value, row.value, 'value');
  });

  it('the gradient agrees with finite differences of the whole sequence', () => {
    // VESPO holds its weight constant; a clipped ratio moves with every token of the sequence.
    const frozen = getLoss(row.loss).ratio === 'sequence-product';
    const batchLoss = (logp: number[][]) => {
      const moved = tokensOf({ ...row, logp });
      return moved.reduce((sum, { log_prob, token }, k) => {
        const { sequence_log_ratio } = frozen ? tokens[k].token : token;
        return sum + token.policy_weight * policyTerm(log_prob, { ...token, sequence_log_ratio }, options).loss;
      }, 0);
    };
    const step = 1e-6;
    for (const { i, t } of tokens) {
      const at = (shift: number) =>
        batchLoss(row.logp.map((lps, a) => lps.map((lp, b) => (a === i && b === t ? lp + shift : lp))));
      expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(row.dloss_dlogp[i][t], 7);
    }
  });
});

it('some sequences are beyond every bound, and some within', () => {
  const regions = rows.flatMap((row) => {
    const options = policyLossOptions({ loss_type: row.loss, ...row.options });
    return tokensOf(row).map(({ log_prob, token }) => policyTerm(log_prob, token, options).clip_region);
  });
  expect(new Set(regions)).toEqual(new Set(['inside', 'low', 'high', 'dual']));
});
