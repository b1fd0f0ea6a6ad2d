/** Rows of `kata loss`: read, checked, and run through the kernel that training uses. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { readJsonRows } from '../../common/json';
import { checkRow } from '../../common/schema-message';
import type { Gpu } from '../../kernels/device/gpu';
import { Plan } from '../../kernels/device/plan';
import { roundUp } from '../../kernels/device/tensor';
import {
  type ClipRegion,
  packTokens,
  policyLoss,
  policyLossUniforms,
  RESULT_FIELDS,
  TOKEN_FIELDS,
  unpackResult,
} from '../../kernels/policy-loss';
import { rowStatistics } from '../../kernels/policy-loss/reference';
import { KL_ESTIMATORS, type LossType } from '../../losses/catalogue';
import {
  LOSS_OPTION_NAMES,
  LOSS_TYPES,
  type PolicyLossOptions,
  policyLossOptions,
  SURROGATE_OPTIONS,
} from '../../losses/options';

const number = z.number();
const row = z.object({
  loss: z.string(),
  /** Options of the loss by name. */
  params: z.record(z.string(), z.union([number, z.boolean(), z.null()])).default({}),
  /** Written as null in JSON: a token that cannot be sampled. */
  logits: z.array(number.nullable()).min(1),
  action: z.int().min(0),
  temperature: number.positive().default(1),
  logp_old: number.default(0),
  logp_ref: number.default(0),
  /** For a loss that goes by the ratio of a sequence; absent: the token is a sequence of its own. */
  sequence_log_ratio: number.optional(),
  adv: number.default(0),
  token_weight: number.default(1),
  nll_weight: number.default(0),
  beta: number.default(0),
  kl_estimator: z.enum(['none', ...KL_ESTIMATORS]).default('k3'),
  entropy_coef: number.default(0),
  nll_alpha: number.default(0),
});

/** Short names of options, in a row or its `params`. */
const ALIASES: Readonly<Record<string, string>> = {
  tau: 'temperature',
  kl: 'kl_estimator',
  kl_coef: 'beta',
  eps_l: 'epsilon',
  eps_h: 'epsilon_high',
  c: 'delta',
  beta1: 'gppo_beta_low',
  beta2: 'gppo_beta_high',
  only_high: 'gppo_only_high',
  w_lo: 'cispo_min',
  w_hi: 'cispo_max',
  tau_pos: 'sapo_temperature_pos',
  tau_neg: 'sapo_temperature_neg',
};

/** What a row's `loss` begins with, the longest first: the name of a loss, or one of these for it. */
const LOSS_NAMES: readonly (readonly [prefix: string, loss_type: LossType])[] = [
  ['ppo_grpo', 'grpo'] as const,
  ['trl_delta', 'dapo'] as const,
  ['cegppo', 'gppo'] as const,
  ...LOSS_TYPES.map((name) => [name, name] as const),
].sort(([a], [b]) => b.length - a.length);

export interface LossCase {
  row: z.output<typeof row>;
  options: PolicyLossOptions;
}

export interface LossLine {
  loss: string;
  logp: number;
  policy_loss: number;
  kl_value: number;
  entropy: number;
  total: number;
  F: number;
  region: ClipRegion;
  dtotal_dlogits: number[];
}

/** The rows of a file: a JSON array, JSONL, or an object with them under `fused_head`. */
export function readCases(text: string, file: string): LossCase[] {
  const rows = readJsonRows(text.trimStart().startsWith('{') ? unwrapped(text) : text, file);
  if (rows.length === 0) throw new InputError(`cases: ${file} has no rows`);
  return rows.map(({ value, where }) => {
    const checked = checkRow(row, withFullNames(value), `cases: ${where}`);
    const { logits, action } = checked;
    if (action >= logits.length) {
      throw new InputError(`cases: ${where}: action ${action} is outside the ${logits.length} logits`);
    }
    return { row: checked, options: readOptions(checked, `cases: ${where}`) };
  });
}

function unwrapped(text: string): string {
  try {
    const { fused_head } = JSON.parse(text);
    return fused_head ? JSON.stringify(fused_head) : text;
  } catch {
    return text;
  }
}

/** An object with the full names of its fields; anything else as it is. */
function withFullNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [ALIASES[name] ?? name, field]));
}

function readOptions(given: z.output<typeof row>, where: string): PolicyLossOptions {
  const { loss, temperature, kl_estimator, beta, entropy_coef, nll_alpha } = given;
  const loss_type = LOSS_NAMES.find(([prefix]) => loss.startsWith(prefix))?.[1];
  if (!loss_type) throw new InputError(`${where}: unknown loss "${loss}"; one of ${LOSS_TYPES.join(', ')}`);
  const params = withFullNames(given.params) as Record<string, number | boolean | null>;
  for (const name of Object.keys(params)) {
    if (name !== 'temperature' && !(LOSS_OPTION_NAMES as string[]).includes(name)) {
      throw new InputError(`${where}: unknown parameter "${name}"; one of ${SURROGATE_OPTIONS.join(', ')}`);
    }
  }
  const kl = kl_estimator === 'none' ? { beta: 0 } : { kl_estimator, beta };
  return policyLossOptions({ loss_type, temperature, ...kl, entropy_coef, nll_alpha, ...withoutNull(params) });
}

/** Bounds that are null are no bounds. */
function withoutNull({ cispo_min, cispo_max, ...params }: Record<string, number | boolean | null>): object {
  return {
    ...params,
    ...(cispo_min !== undefined && { cispo_min: cispo_min ?? 0 }),
    ...(cispo_max !== undefined && { cispo_max: cispo_max ?? Infinity }),
  };
}

/** The results in order; rows of the same options and number of logits go through the kernel together. */
export async function lossOfCases(gpu: Gpu, cases: readonly LossCase[]): Promise<LossLine[]> {
  const groups = new Map<string, number[]>();
  cases.forEach(({ row, options }, i) => {
    const key = JSON.stringify([options, row.logits.length]);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  const lines: LossLine[] = [];
  for (const indices of groups.values()) {
    const results = await lossOfGroup(
      gpu,
      indices.map((i) => cases[i]),
    );
    indices.forEach((i, k) => {
      lines[i] = results[k];
    });
  }
  return lines;
}

async function lossOfGroup(gpu: Gpu, cases: readonly LossCase[]): Promise<LossLine[]> {
  const rows = cases.length;
  const vocab = cases[0].row.logits.length;
  const stride = roundUp(vocab, 4);
  const values = new Float32Array(rows * stride);
  cases.forEach(({ row }, r) => {
    values.set(
      row.logits.map((logit) => logit ?? -Infinity),
      r * stride,
    );
  });
  const tensors = {
    logits: gpu.tensorFrom('logits', [rows, stride], values),
    targets: gpu.tensorFrom(
      'targets',
      [rows],
      cases.map(({ row }) => row.action),
      'u32',
    ),
    tokens: gpu.tensorFrom('tokens', [rows, TOKEN_FIELDS.length], packTokens(cases.map(readToken))),
    results: gpu.tensor('results', [rows, RESULT_FIELDS.length]),
  };
  const plan = new Plan(gpu, 'loss');
  policyLoss(plan, tensors, {
    rows,
    vocab,
    stride,
    options: policyLossUniforms(cases[0].options),
    write_gradient: true,
  });
  await plan.seal();
  plan.run();
  const [gradients, results] = (await gpu.read(tensors.logits, tensors.results)) as Float32Array[];
  plan.destroy();
  gpu.free(...Object.values(tensors));
  return cases.map(({ row }, r) => {
    const {
      log_prob,
      policy_loss,
      kl,
      entropy,
      total,
      gradient_factor: F,
      clip_region: region,
    } = unpackResult(results, r);
    const dtotal_dlogits = [...gradients.subarray(r * stride, r * stride + vocab)];
    const kl_value = row.kl_estimator === 'none' ? 0 : kl;
    return { loss: row.loss, logp: log_prob, policy_loss, kl_value, entropy, total, F, region, dtotal_dlogits };
  });
}

function readToken({ row, options }: LossCase) {
  const logits = row.logits.map((logit) => logit ?? -Infinity);
  const log_prob = rowStatistics(logits, options.temperature).log_probs[row.action];
  return {
    old_log_prob: row.logp_old,
    sequence_log_ratio: row.sequence_log_ratio ?? log_prob - row.logp_old,
    ref_log_prob: row.logp_ref,
    advantage: row.adv,
    policy_weight: row.token_weight,
    kl_weight: row.token_weight,
    entropy_weight: row.token_weight,
    nll_weight: row.nll_weight,
  };
}
