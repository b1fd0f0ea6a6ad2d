/** Rows of logits through the kernel of the loss, and random ones to compare it with the reference. */

import { expect } from 'vitest';
import { Random } from '../../../src/common/random';
import type { Gpu } from '../../../src/kernels/device/gpu';
import {
  type LossResult,
  type LossToken,
  packTokens,
  policyLoss,
  policyLossUniforms,
  unpackResult,
} from '../../../src/kernels/policy-loss';
import { lossRow, rowStatistics } from '../../../src/kernels/policy-loss/reference';
import type { RowShape } from '../../../src/kernels/row-statistics';
import { type PolicyLossOptions, policyLossOptions } from '../../../src/losses/options';
import { expectGolden, expectGoldens } from '../../golden';
import { normals, runOnce } from '../testing';

export const NO_TOKEN: LossToken = {
  old_log_prob: 0,
  ref_log_prob: 0,
  advantage: 0,
  policy_weight: 0,
  kl_weight: 0,
  entropy_weight: 0,
  nll_weight: 0,
  sequence_log_ratio: 0,
};
export const token = (given: Partial<LossToken>): LossToken => ({ ...NO_TOKEN, ...given });

export interface Row {
  logits: readonly number[] | Float32Array;
  target: number;
  token: Partial<LossToken>;
}

export interface GpuRow extends LossResult {
  dlogits: Float32Array;
  padding: Float32Array;
}

/** Rows through the GPU; all share the options and the vocabulary. Padding columns hold NaN. */
export async function onGpu(
  gpu: Gpu,
  rows: readonly Row[],
  options: PolicyLossOptions,
  { stride, write_gradient = true, shape }: { stride?: number; write_gradient?: boolean; shape?: RowShape } = {},
): Promise<GpuRow[]> {
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

/** One thread a row, as on software adapters, and a workgroup a row, as on hardware (narrower: barriers are slow here). */
export const SHAPES: [string, RowShape][] = [
  ['one thread a row', { lanes: 1, rows: 4 }],
  ['a workgroup a row', { lanes: 8, rows: 1 }],
];

/** Every term of the loss at once. */
export const options = policyLossOptions({
  loss_type: 'gppo',
  temperature: 0.8,
  kl_estimator: 'k3',
  beta: 0.05,
  entropy_coef: 0.02,
  nll_alpha: 0.1,
  delta: 3,
});

export function randomRow(
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

export function expectRow(
  actual: GpuRow,
  { logits, target, token: given }: ReturnType<typeof randomRow>,
  label: string,
) {
  const expected = lossRow(logits, target, given, options);
  expect(actual.clip_region, label).toBe(expected.clip_region);
  for (const field of ['log_prob', 'entropy', 'ratio', 'policy_loss', 'kl', 'total', 'gradient_factor'] as const) {
    expectGolden(actual[field], expected[field], `${label} ${field}`);
  }
  expectGoldens(actual.dlogits, expected.dlogits, `${label} gradient`);
  expect([...actual.padding].every((value) => value === 0)).toBe(true);
}
