/** Rows of `kata loss`: read, checked, and run through the kernel that training uses. */
import { z } from 'zod';
import { InputError } from '../common/errors';
import { readJsonRows } from '../common/json';
import { checkRow } from '../common/schema-message';
import type { Gpu } from '../kernels/device/gpu';
import { Plan } from '../kernels/device/plan';
import { roundUp } from '../kernels/device/tensor';
import {
  KL_TYPES,
  LOSS_TYPES,
  type LossType,
  type PolicyLossOptions,
  packTokens,
  policyLoss,
  policyLossOptions,
  RESULT_FIELDS,
  type Region,
  TOKEN_FIELDS,
  uniformsOf,
  unpackResult,
} from '../kernels/policy-loss';

const number = z.number();
const row = z.object({
  loss: z.string(),
  params: z.record(z.string(), z.union([number, z.boolean(), z.null()])).default({}),
  /** Written as null in JSON: a token that cannot be sampled. */
  logits: z.array(number.nullable()).min(1),
  action: z.int().min(0),
  tau: number.positive().default(1),
  logp_old: number.default(0),
  logp_ref: number.default(0),
  adv: number.default(0),
  token_weight: number.default(1),
  kl: z.enum(KL_TYPES).default('k3'),
  kl_coef: number.default(0),
  entropy_coef: number.default(0),
  nll_alpha: number.default(0),
  nll_weight: number.default(0),
});

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
  region: Region;
  dtotal_dlogits: number[];
}

/** Losses of a token on its own: GSPO's ratio is that of a whole sequence, which a row is not. */
const TOKEN_LOSSES = LOSS_TYPES.filter((name) => name !== 'gspo');

/** What the beginning of a row's `loss` says; the first that fits. A name of TOKEN_LOSSES is itself. */
const PREFIXES: readonly (readonly [prefix: string, loss_type: LossType])[] = [
  ['ppo_grpo', 'grpo'],
  ['trl_delta', 'dapo'],
  ['cegppo', 'gppo'],
  ...[...TOKEN_LOSSES].sort((a, b) => b.length - a.length).map((name) => [name, name] as const),
];

/** Short names of a row's parameters; the options' own names do too. */
const PARAMETERS: Record<string, keyof PolicyLossOptions> = {
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

/** The rows of a file: a JSON array, JSONL, or an object with them under `fused_head`. */
export function readCases(text: string, file: string): LossCase[] {
  const rows = readJsonRows(text.trimStart().startsWith('{') ? unwrapped(text) : text, file);
  if (rows.length === 0) throw new InputError(`cases: ${file} has no rows`);
  return rows.map(({ value, where }) => {
    const checked = checkRow(row, value, `cases: ${where}`);
    const { logits, action } = checked;
    if (action >= logits.length) {
      throw new InputError(`cases: ${where}: action ${action} is outside the ${logits.length} logits`);
    }
    return { row: checked, options: optionsOf(checked, `cases: ${where}`) };
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

function optionsOf(given: z.output<typeof row>, where: string): PolicyLossOptions {
  const { loss, params, tau, kl, kl_coef, entropy_coef, nll_alpha } = given;
  const loss_type = PREFIXES.find(([prefix]) => loss.startsWith(prefix))?.[1];
  if (!loss_type) throw new InputError(`${where}: unknown loss "${loss}"; one of ${TOKEN_LOSSES.join(', ')}`);
  const common = { loss_type, temperature: tau, kl_type: kl, beta: kl_coef, entropy_coef, nll_alpha };
  const options = policyLossOptions(common);
  const entries = Object.entries(params).map(([name, value]) => {
    const option = PARAMETERS[name] ?? name;
    if (!(option in options)) {
      const known = [...Object.keys(PARAMETERS), 'dro_beta'].join(', ');
      throw new InputError(`${where}: unknown parameter "${name}"; one of ${known}`);
    }
    return [option, value];
  });
  return policyLossOptions({ ...common, ...Object.fromEntries(entries) });
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
    tokens: gpu.tensorFrom('tokens', [rows, TOKEN_FIELDS.length], packTokens(cases.map(({ row }) => tokenOf(row)))),
    results: gpu.tensor('results', [rows, RESULT_FIELDS.length]),
  };
  const plan = new Plan(gpu, 'loss');
  policyLoss(plan, tensors, { rows, vocab, stride, options: uniformsOf(cases[0].options), write_gradient: true });
  await plan.seal();
  plan.run();
  const [gradients, results] = (await gpu.read(tensors.logits, tensors.results)) as Float32Array[];
  plan.destroy();
  gpu.free(...Object.values(tensors));
  return cases.map(({ row }, r) => {
    const { log_prob, policy_loss, kl, entropy, total, F, region } = unpackResult(results, r);
    const dtotal_dlogits = [...gradients.subarray(r * stride, r * stride + vocab)];
    return { loss: row.loss, logp: log_prob, policy_loss, kl_value: kl, entropy, total, F, region, dtotal_dlogits };
  });
}

function tokenOf(row: LossCase['row']) {
  return {
    old_log_prob: row.logp_old,
    ref_log_prob: row.logp_ref,
    advantage: row.adv,
    policy_weight: row.token_weight,
    kl_weight: row.token_weight,
    entropy_weight: row.token_weight,
    nll_weight: row.nll_weight,
  };
}
