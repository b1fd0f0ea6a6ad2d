import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/common/random';
import {
  type ClipRegion,
  type LossResult,
  type LossToken,
  logProbs,
  MASKED_TARGET,
  packTokens,
  policyLoss,
  policyLossUniforms,
  unpackResult,
} from '../../src/kernels/policy-loss';
import { klTerm, lossRow, policyTerm, rowStatistics } from '../../src/kernels/policy-loss/reference';
import type { RowShape } from '../../src/kernels/row-statistics';
import { KL_ESTIMATORS, type KlEstimator, type LossType } from '../../src/losses/catalogue';
import { getLoss, LOSS_TYPES, type PolicyLossOptions, policyLossOptions } from '../../src/losses/options';
import { normals, runOnce, useGpu } from './testing';

const context = useGpu();

interface Golden {
  loss: string;
  params: Record<string, number | boolean | null>;
}

const golden = JSON.parse(readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8'));

/** The options of a golden row: the prefix of its name gives the surrogate, its `params` the numbers. */
function optionsOf({ loss, params }: Golden, more: Partial<PolicyLossOptions> = {}): PolicyLossOptions {
  const types: [string, LossType][] = [
    ['ppo_grpo', 'grpo'],
    ['dapo', 'dapo'],
    ['trl_delta', 'dapo'],
    ['gppo', 'gppo'],
    ['cegppo', 'gppo'],
    ['cispo_masked', 'cispo_masked'],
    ['cispo', 'cispo'],
    ['reinforce_is', 'reinforce_is'],
    ['reinforce', 'reinforce'],
    ['sapo', 'sapo'],
    ['dro', 'dro'],
  ];
  const loss_type = types.find(([prefix]) => loss.startsWith(prefix))![1];
  const names: Record<string, keyof PolicyLossOptions> = {
    eps_l: 'epsilon',
    eps_h: 'epsilon_high',
    c: 'delta',
    delta: 'delta',
    beta1: 'gppo_beta_low',
    beta2: 'gppo_beta_high',
    only_high: 'gppo_only_high',
    w_lo: 'cispo_min',
    w_hi: 'cispo_max',
    tau_pos: 'sapo_temperature_pos',
    tau_neg: 'sapo_temperature_neg',
    dro_beta: 'dro_beta',
  };
  const given = Object.entries(params).map(([name, value]) => {
    if (!names[name]) throw new Error(`golden parameter ${name} is unknown`);
    // null: no bound.
    return [names[name], value ?? { w_lo: 0, w_hi: Infinity }[name] ?? null];
  });
  return policyLossOptions({ loss_type, ...Object.fromEntries(given), ...more });
}

const REGIONS: Record<string, ClipRegion> = { in: 'inside', low: 'low', high: 'high', dual: 'dual' };

/** The tolerance of the golden numbers. */
function expectGolden(actual: number, expected: number, label: string): void {
  const error = Math.abs(actual - expected);
  if (!(error <= 1e-6 + 1e-5 * Math.abs(expected))) expect.fail(`${label}: ${actual} instead of ${expected}`);
}

function expectGoldens(actual: ArrayLike<number>, expected: ArrayLike<number>, label: string): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expectGolden(actual[i], expected[i], `${label} [${i}]`);
}

interface Row {
  logits: readonly number[] | Float32Array;
  target: number;
  token: Partial<LossToken>;
}

interface GpuRow extends LossResult {
  dlogits: Float32Array;
  padding: Float32Array;
}

/** Rows through the GPU; all share the options and the vocabulary. Padding columns hold NaN. */
async function onGpu(
  rows: readonly Row[],
  options: PolicyLossOptions,
  { stride, write_gradient = true, shape }: { stride?: number; write_gradient?: boolean; shape?: RowShape } = {},
): Promise<GpuRow[]> {
  const { gpu } = context;
  const vocab = rows[0].logits.length;
  const width = stride ?? Math.ceil(vocab / 4) * 4;
  const values = new Float32Array(rows.length * width).fill(NaN);
  rows.forEach(({ logits }, r) => {
    values.set(logits, r * width);
  });
  const t = {
    logits: gpu.tensorFrom('logits', [rows.length, width], values),
    targets: gpu.tensorFrom(
      'targets',
      [rows.length],
      rows.map(({ target }) => target),
      'u32',
    ),
    tokens: gpu.tensorFrom('tokens', [rows.length, 8], packTokens(rows.map(({ token }) => token))),
    results: gpu.tensor('results', [rows.length, 8]),
  };
  await runOnce(gpu, (plan) =>
    policyLoss(plan, t, {
      rows: rows.length,
      vocab,
      stride: width,
      options: policyLossUniforms(options),
      write_gradient,
      shape,
    }),
  );
  const [dlogits, results] = (await gpu.read(t.logits, t.results)) as Float32Array[];
  gpu.free(t.logits, t.targets, t.tokens, t.results);
  return rows.map((_, r) => ({
    ...unpackResult(results, r),
    dlogits: dlogits.subarray(r * width, r * width + vocab),
    padding: dlogits.subarray(r * width + vocab, (r + 1) * width),
  }));
}

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
    expect(golden.per_token.length).toBe(400);
    for (const row of golden.per_token as PerToken[]) {
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
    for (const row of golden.boundary) {
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
    for (const row of golden.kl) {
      for (const [type, value, grad] of names) {
        const term = klTerm(-1 + row.logp_minus_ref, -1, type);
        expectGolden(term.value, row[value], `${type} of ${row.logp_minus_ref}`);
        expectGolden(term.grad, row[grad], `gradient of ${type} of ${row.logp_minus_ref}`);
      }
    }
  });

  it('entropy', () => {
    for (const row of golden.entropy) {
      const { probs, entropy } = rowStatistics(row.logits, row.tau);
      expectGoldens(probs, row.probs, 'probs');
      expectGolden(entropy, row.entropy, 'entropy');
      const options = policyLossOptions({ loss_type: 'reinforce', entropy_coef: -1, temperature: row.tau });
      expectGoldens(lossRow(row.logits, 0, token({ entropy_weight: 1 }), options).dlogits, row.dH_dlogits, 'dH');
    }
  });

  it('GSPO', () => {
    for (const row of golden.gspo) {
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

const NO_TOKEN: LossToken = {
  old_log_prob: 0,
  ref_log_prob: 0,
  advantage: 0,
  policy_weight: 0,
  kl_weight: 0,
  entropy_weight: 0,
  nll_weight: 0,
  sequence_log_ratio: 0,
};
const token = (given: Partial<LossToken>): LossToken => ({ ...NO_TOKEN, ...given });

describe('the kernel equals the golden numbers', () => {
  it('per token', async () => {
    for (const rows of byOptions(golden.per_token as PerToken[])) {
      // Two words, the target's logit 0: its log-prob is lp when the other's logit is log(e^−lp − 1).
      const results = await onGpu(
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
    for (const row of golden.fused_head) {
      const options = optionsOf(row, {
        temperature: row.tau,
        kl_estimator: row.kl,
        beta: row.kl_coef,
        entropy_coef: row.entropy_coef,
        nll_alpha: row.nll_alpha,
      });
      const given = token({
        old_log_prob: row.logp_old,
        ref_log_prob: row.logp_ref,
        advantage: row.adv,
        policy_weight: row.token_weight,
        kl_weight: row.token_weight,
        entropy_weight: row.token_weight,
        nll_weight: row.nll_weight,
      });
      const [actual] = await onGpu([{ logits: row.logits, target: row.action, token: given }], options);
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
    const { logp, logp_old, mask, runs } = golden.batch;
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
    const { logp, mask, reward, alpha, n_pos, term, dterm_dlogp } = golden.nll_aux;
    const cells = mask.flatMap((row: number[], i: number) => row.flatMap((m, t) => (m ? [{ i, t }] : [])));
    const options = policyLossOptions({ loss_type: 'gppo', nll_alpha: alpha });
    const results = await onGpu(
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

/** One thread a row, as on software adapters, and a workgroup a row, as on hardware (narrower: barriers are slow here). */
const SHAPES: [string, RowShape][] = [
  ['one thread a row', { lanes: 1, rows: 4 }],
  ['a workgroup a row', { lanes: 8, rows: 1 }],
];

describe.each(SHAPES)('the kernel equals the reference, %s', (_, shape) => {
  const options = policyLossOptions({
    loss_type: 'gppo',
    temperature: 0.8,
    kl_estimator: 'k3',
    beta: 0.05,
    entropy_coef: 0.02,
    nll_alpha: 0.1,
    delta: 3,
  });

  function randomRow(
    vocab: number,
    seed: number,
    scale = 2,
  ): { logits: Float32Array; target: number; token: LossToken } {
    const random = new Random(seed, 'row');
    const logits = normals(vocab, seed, scale);
    const target = random.int(0, vocab - 1);
    const lp = rowStatistics(logits, options.temperature).log_probs[target];
    return {
      logits,
      target,
      token: {
        old_log_prob: Math.fround(lp + 0.4 * random.normal()),
        ref_log_prob: Math.fround(lp + 0.4 * random.normal()),
        advantage: Math.fround(random.normal()),
        policy_weight: 0.25,
        kl_weight: 0.5,
        entropy_weight: 0.125,
        nll_weight: random.int(0, 1),
        sequence_log_ratio: 0,
      },
    };
  }

  function expectRow(actual: GpuRow, { logits, target, token: given }: ReturnType<typeof randomRow>, label: string) {
    const expected = lossRow(logits, target, given, options);
    expect(actual.clip_region, label).toBe(expected.clip_region);
    for (const field of ['log_prob', 'entropy', 'ratio', 'policy_loss', 'kl', 'total', 'gradient_factor'] as const) {
      expectGolden(actual[field], expected[field], `${label} ${field}`);
    }
    expectGoldens(actual.dlogits, expected.dlogits, `${label} gradient`);
    expect([...actual.padding].every((value) => value === 0)).toBe(true);
  }

  it.each([1, 2, 3, 4, 5, 7, 8, 31, 64, 127, 255, 257, 304, 1021])('vocabulary of %i', async (vocab) => {
    const rows = [1, 2, 3, 4, 5].map((seed) => randomRow(vocab, seed));
    const results = await onGpu(rows, options, { stride: Math.ceil(vocab / 4) * 4 + 8, shape });
    results.forEach((result, i) => {
      expectRow(result, rows[i], `row ${i}`);
    });
  });

  it('a large vocabulary', async () => {
    const row = randomRow(40_003, 9, 3);
    const [result] = await onGpu([row], options, { shape });
    expectRow(result, row, 'large');
  });

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
    const results = await onGpu(rows, options, { shape });
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
    const results = await onGpu(rows, options, { shape });
    for (const i of [0, 2, 3]) {
      expect(results[i].clip_region).toBe('masked');
      expect([...results[i].dlogits, ...results[i].padding]).toEqual(new Array(12).fill(0));
      expect(results[i].total).toBe(0);
    }
    expectRow(results[1], good, 'between masked rows');
  });

  it('without gradient the logits stay as they are', async () => {
    const rows = [1, 2, 3].map((seed) => randomRow(13, seed));
    const results = await onGpu(rows, options, { write_gradient: false, shape });
    const written = await onGpu(rows, options, { shape });
    results.forEach(({ dlogits, padding, ...result }, i) => {
      const { dlogits: gradient, padding: zeros, ...expected } = written[i];
      expect(dlogits).toEqual(rows[i].logits);
      expect(result).toEqual(expected);
    });
  });

  it('a row does not depend on its neighbours, and chunks equal the whole', async () => {
    const { gpu } = context;
    const [rows, vocab, stride, chunk] = [13, 29, 32, 5];
    const all = Array.from({ length: rows }, (_, r) => randomRow(vocab, r));
    const whole = await onGpu(all, options, { shape });
    const values = new Float32Array(rows * stride);
    all.forEach(({ logits }, r) => {
      values.set(logits, r * stride);
    });
    const t = {
      logits: gpu.tensor('logits', [chunk + 1, stride]),
      targets: gpu.tensorFrom(
        'targets',
        [rows],
        all.map(({ target }) => target),
        'u32',
      ),
      tokens: gpu.tensorFrom('tokens', [rows, 8], packTokens(all.map((row) => row.token))),
      results: gpu.tensorFrom('results', [rows + 1, 8], new Float32Array((rows + 1) * 8).fill(77)),
      pairs: gpu.tensorFrom('pairs', [rows + 1, 2], new Float32Array((rows + 1) * 2).fill(77)),
    };
    for (let offset = 0; offset < rows; offset += chunk) {
      const here = Math.min(chunk, rows - offset);
      const canary = new Float32Array((chunk + 1) * stride).fill(55);
      canary.set(values.subarray(offset * stride, (offset + here) * stride));
      gpu.write(t.logits, canary);
      await runOnce(gpu, (plan) => {
        const { temperature } = options;
        const { logits, targets, pairs } = t;
        logProbs(plan, { logits, targets, results: pairs }, { rows: here, offset, vocab, stride, temperature, shape });
        const { tokens, results } = t;
        const sizes = {
          rows: here,
          offset,
          vocab,
          stride,
          options: policyLossUniforms(options),
          write_gradient: true,
          shape,
        };
        policyLoss(plan, { logits, targets, tokens, results }, sizes);
      });
      const after = await gpu.readFloats(t.logits);
      for (let r = 0; r < here; r++) {
        expect(after.subarray(r * stride, r * stride + vocab)).toEqual(whole[offset + r].dlogits);
      }
      expect(new Set(after.subarray(here * stride))).toEqual(new Set([55]));
    }
    const [results, pairs] = (await gpu.read(t.results, t.pairs)) as Float32Array[];
    whole.forEach(({ dlogits, padding, ...expected }, r) => {
      expect(unpackResult(results, r)).toEqual(expected);
      expect([pairs[2 * r], pairs[2 * r + 1]]).toEqual([expected.log_prob, expected.entropy]);
    });
    expect([...results.subarray(rows * 8), ...pairs.subarray(rows * 2)]).toEqual(new Array(10).fill(77));
    gpu.free(t.logits, t.targets, t.tokens, t.results, t.pairs);
  });

  it('zero rows are nothing', async () => {
    const { gpu } = context;
    const t = {
      logits: gpu.tensorFrom('logits', [1, 4], [1, 2, 3, 4]),
      targets: gpu.tensor('targets', [1], 'u32'),
      tokens: gpu.tensor('tokens', [1, 8]),
      results: gpu.tensor('results', [1, 8]),
    };
    await runOnce(gpu, (plan) =>
      policyLoss(plan, t, {
        rows: 0,
        vocab: 4,
        stride: 4,
        options: policyLossUniforms(options),
        write_gradient: true,
        shape,
      }),
    );
    expect([...(await gpu.readFloats(t.logits))]).toEqual([1, 2, 3, 4]);
    gpu.free(t.logits, t.targets, t.tokens, t.results);
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
      const results = await onGpu(rows, far, { shape });
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

  it('leaves no buffer behind', () => {
    expect(context.gpu.liveBytes).toBeLessThan(2 ** 22);
  });
});
