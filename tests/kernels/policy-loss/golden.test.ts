import { describe, expect, it } from 'vitest';
import { readCases } from '../../../src/cli/commands/loss-cases';
import type { ClipRegion } from '../../../src/kernels/policy-loss';
import { klTerm, lossRow, policyTerm, rowStatistics } from '../../../src/kernels/policy-loss/reference';
import type { KlEstimator } from '../../../src/losses/catalogue';
import { policyLossOptions } from '../../../src/losses/options';
import { expectGolden, expectGoldens, losses } from '../../golden';
import { useGpu } from '../testing';
import { onGpu, token } from './testing';

const context = useGpu();

interface Golden {
  loss: string;
  params: object;
}

/** The options of a golden row, as `kata loss` reads them. */
function optionsOf(row: Golden) {
  const one = { logits: [0], action: 0, ...row };
  return readCases(JSON.stringify([one]), 'golden')[0].options;
}

const REGIONS: Record<string, ClipRegion> = { in: 'inside', low: 'low', high: 'high', dual: 'dual' };

/** Rows grouped by equal options: one dispatch each. */
function byOptions<T extends Golden>(rows: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = row.loss + JSON.stringify(row.params);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

interface PerToken extends Golden {
  logp: number;
  logp_old: number;
  adv: number;
  ratio: number;
  region: string;
  value: number;
  grad: number;
  F: number | null;
}

describe('the reference equals the golden numbers', () => {
  it('per token', () => {
    expect(losses.per_token.length).toBe(400);
    for (const row of losses.per_token as PerToken[]) {
      const label = JSON.stringify(row);
      const term = policyTerm(row.logp, { old_log_prob: row.logp_old, advantage: row.adv }, optionsOf(row));
      expect(term.clip_region, label).toBe(REGIONS[row.region]);
      expectGolden(term.ratio, row.ratio, label);
      expectGolden(term.loss, row.value, label);
      expectGolden(term.g, row.grad, label);
      if (row.F !== null) expectGolden(term.gradient_factor, row.F, label);
    }
  });

  it('at the bounds', () => {
    for (const row of losses.boundary) {
      const old_log_prob = -Math.log(row.ratio);
      const term = policyTerm(0, { old_log_prob, advantage: row.adv }, optionsOf(row));
      expectGolden(term.loss, row.value, row.loss);
      expect(row.accepted_grads.some((g: number) => Math.abs(g - term.g) < 1e-9)).toBe(true);
    }
  });

  it('KL', () => {
    const names: [KlEstimator, string, string][] = [
      ['k1', 'k1', 'g1'],
      ['k2', 'k2', 'g2'],
      ['k3', 'k3', 'g3'],
      ['k3+', 'k3plus_value', 'k3plus_grad'],
    ];
    for (const row of losses.kl) {
      for (const [type, value, grad] of names) {
        const term = klTerm(-1 + row.logp_minus_ref, -1, type);
        expectGolden(term.value, row[value], `${type} of ${row.logp_minus_ref}`);
        expectGolden(term.grad, row[grad], `gradient of ${type} of ${row.logp_minus_ref}`);
      }
    }
  });

  it('entropy', () => {
    for (const row of losses.entropy) {
      const { probs, entropy } = rowStatistics(row.logits, row.tau);
      expectGoldens(probs, row.probs, 'probs');
      expectGolden(entropy, row.entropy, 'entropy');
      const options = policyLossOptions({ loss_type: 'reinforce', entropy_coef: -1, temperature: row.tau });
      expectGoldens(lossRow(row.logits, 0, token({ entropy_weight: 1 }), options).dlogits, row.dH_dlogits, 'dH');
    }
  });

  it('GSPO', () => {
    for (const row of losses.gspo) {
      const length = row.mask.reduce((a: number, b: number) => a + b, 0);
      const differences = row.logp.map((lp: number, i: number) => row.mask[i] * (lp - row.logp_old[i]));
      const sequence_log_ratio = differences.reduce((a: number, b: number) => a + b, 0) / length;
      const options = policyLossOptions({ loss_type: 'gspo', epsilon: row.eps_l, epsilon_high: row.eps_h });
      let loss = 0;
      row.logp.forEach((lp: number, i: number) => {
        const term = policyTerm(lp, { old_log_prob: row.logp_old[i], advantage: row.adv, sequence_log_ratio }, options);
        const weight = row.mask[i] / length;
        loss += weight * term.loss;
        expectGolden(weight * term.g, row.dloss_dlogp[i], 'gradient');
        expectGolden(term.ratio, row.seq_ratio, 'ratio');
        expect(term.clip_region !== 'inside').toBe(row.clipped);
      });
      expectGolden(loss, row.seq_loss, 'loss');
    }
  });
});

describe('the kernel equals the golden numbers', () => {
  it('per token', async () => {
    for (const rows of byOptions(losses.per_token as PerToken[])) {
      // Two words, the target's logit 0: its log-prob is lp when the other's logit is log(e^−lp − 1).
      const results = await onGpu(
        context.gpu,
        rows.map((row) => ({
          logits: [0, Math.log(Math.expm1(-row.logp))],
          target: 0,
          token: { old_log_prob: row.logp_old, advantage: row.adv, policy_weight: 1 },
        })),
        optionsOf(rows[0]),
      );
      results.forEach((result, i) => {
        const row = rows[i];
        const label = JSON.stringify(row);
        expect(result.clip_region, label).toBe(REGIONS[row.region]);
        expectGolden(result.log_prob, row.logp, label);
        expectGolden(result.ratio, row.ratio, label);
        expectGolden(result.policy_loss, row.value, label);
        expectGolden(result.total, row.value, label);
        if (row.F !== null) expectGolden(result.gradient_factor, row.F, label);
        const p = Math.exp(row.logp);
        expectGoldens(result.dlogits, [row.grad * (1 - p), -row.grad * (1 - p)], label);
      });
    }
  });

  it('fused head', async () => {
    for (const row of losses.fused_head) {
      const options = optionsOf(row);
      const given = token({
        old_log_prob: row.logp_old,
        ref_log_prob: row.logp_ref,
        advantage: row.adv,
        policy_weight: row.token_weight,
        kl_weight: row.token_weight,
        entropy_weight: row.token_weight,
        nll_weight: row.nll_weight,
      });
      const [actual] = await onGpu(context.gpu, [{ logits: row.logits, target: row.action, token: given }], options);
      for (const result of [actual, lossRow(row.logits, row.action, given, options)]) {
        expectGolden(result.log_prob, row.logp, `${row.loss} log-prob`);
        expectGolden(result.policy_loss, row.policy_loss, `${row.loss} policy loss`);
        expectGolden(result.kl, row.kl_value, `${row.loss} kl`);
        expectGolden(result.entropy, row.entropy, `${row.loss} entropy`);
        expectGolden(result.total, row.total, `${row.loss} total`);
        expectGoldens(result.dlogits, row.dtotal_dlogits, `${row.loss} gradient`);
      }
    }
  });

  it('whole batches', async () => {
    const { logp, logp_old, mask, runs } = losses.batch;
    const lengths = mask.map((row: number[]) => row.reduce((a, b) => a + b, 0));
    const tokens = lengths.reduce((a: number, b: number) => a + b, 0);
    const weightOf: Record<string, (sequence: number) => number> = {
      'token-mean': () => 1 / tokens,
      'seq-mean-token-mean': (i) => 1 / (lengths[i] * lengths.length),
      dr_grpo_const_8: () => 1 / (8 * lengths.length),
    };
    for (const run of runs) {
      const cells = mask.flatMap((row: number[], i: number) => row.map((_, t) => ({ i, t })));
      const results = await onGpu(
        context.gpu,
        cells.map(({ i, t }: { i: number; t: number }) => ({
          logits: [0, mask[i][t] ? Math.log(Math.expm1(-logp[i][t])) : NaN],
          target: 0,
          token: {
            old_log_prob: logp_old[i][t],
            advantage: run.advantages[i],
            policy_weight: mask[i][t] * weightOf[run.aggregation](i),
          },
        })),
        optionsOf(run),
      );
      const label = `${run.loss} ${run.aggregation}`;
      expectGolden(
        results.reduce((sum, { total }) => sum + total, 0),
        run.value,
        label,
      );
      const regions = { in: 0, low: 0, high: 0, dual: 0 };
      results.forEach((result, k) => {
        const { i, t } = cells[k];
        if (result.clip_region !== 'masked') regions[result.clip_region === 'inside' ? 'in' : result.clip_region]++;
        const g = run.dloss_dlogp[i][t];
        expectGolden(result.dlogits[0], g === 0 ? 0 : g * (1 - Math.exp(logp[i][t])), label);
      });
      expect(regions).toEqual(run.regions);
    }
  });

  it('negative log-likelihood on positives', async () => {
    const { logp, mask, reward, alpha, n_pos, term, dterm_dlogp } = losses.nll_aux;
    const cells = mask.flatMap((row: number[], i: number) => row.flatMap((m, t) => (m ? [{ i, t }] : [])));
    const options = policyLossOptions({ loss_type: 'gppo', nll_alpha: alpha });
    const results = await onGpu(
      context.gpu,
      cells.map(({ i, t }: { i: number; t: number }) => ({
        logits: [0, Math.log(Math.expm1(-logp[i][t]))],
        target: 0,
        token: { nll_weight: reward[i] === 1 ? 1 / n_pos : 0 },
      })),
      options,
    );
    expectGolden(
      results.reduce((sum, { total }) => sum + total, 0),
      term,
      'term',
    );
    results.forEach((result, k) => {
      const { i, t } = cells[k];
      expectGolden(result.dlogits[0], dterm_dlogp[i][t] * (1 - Math.exp(logp[i][t])), `gradient ${i} ${t}`);
    });
  });
});
