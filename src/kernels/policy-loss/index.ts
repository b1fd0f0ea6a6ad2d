/**
 * The fused policy-gradient loss: logits to log-prob, entropy, ratio, loss, clip region and, in place, the gradient by the
 * logits. `reference.ts` defines every surrogate; `losses/catalogue.ts` names them.
 */
import { type Deferred, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import { type RowShape, rowGrid, rowKernel, rowShape } from '../row-statistics';
import logProbsText from './log-probs.wgsl?raw';
import policyLossText from './policy-loss.wgsl?raw';
import type { LossRow, LossToken } from './reference';
import { CLIP_REGION_NAMES, CONSTANTS, type PolicyLossUniforms } from './uniforms';

export type { LossRow, LossToken } from './reference';
export * from './uniforms';

/** Fields of a row of `tokens`, in order. */
export const TOKEN_FIELDS = [
  'old_log_prob',
  'ref_log_prob',
  'advantage',
  'policy_weight',
  'kl_weight',
  'entropy_weight',
  'nll_weight',
  'sequence_log_ratio',
] as const satisfies readonly (keyof LossToken)[];

/** Fields of a row of `results`, in order; `clip_region` as its number in CLIP_REGION. */
export const RESULT_FIELDS = [
  'log_prob',
  'entropy',
  'ratio',
  'policy_loss',
  'kl',
  'total',
  'gradient_factor',
  'clip_region',
] as const satisfies readonly (keyof LossRow)[];

interface RowSizes {
  /** Rows of `logits` in use. */
  rows: Deferred<number>;
  /** Row r of `logits` belongs to row offset + r of everything else: logits may come in chunks. Default 0. */
  offset?: Deferred<number>;
  /** Columns that count; those from `vocab` to `stride` are padding and may hold anything. */
  vocab: number;
  /** Columns of a row of `logits`, a multiple of 4. */
  stride: number;
  /** Threads per row; by default what suits the adapter. */
  shape?: RowShape;
}

/**
 * Records the loss of every row. logits: [rows, stride], overwritten by ∂total/∂logits (padding and masked rows by 0)
 * when `write_gradient`; targets: u32 [tokens], MASKED_TARGET (or any id ≥ vocab) for rows that do not count; tokens:
 * [tokens, 8] as TOKEN_FIELDS, rows with all weights 0 do not count either; results: [tokens, 8] as RESULT_FIELDS.
 * `options` are `policyLossUniforms(policyLossOptions({ loss_type, … }))`.
 */
export function policyLoss(
  plan: Plan,
  { logits, targets, tokens, results }: Record<'logits' | 'targets' | 'tokens' | 'results', Tensor>,
  {
    rows,
    offset = 0,
    vocab,
    stride,
    options,
    write_gradient,
    shape = rowShape(plan),
  }: RowSizes & { options: Deferred<PolicyLossUniforms>; write_gradient: boolean },
): void {
  plan.add({
    kernel: rowKernel(plan, 'policy loss', policyLossText, shape, CONSTANTS),
    bind: { logits, targets, tokens, results },
    uniforms: (sizes) => ({
      ...resolve(options, sizes),
      rows: resolve(rows, sizes),
      offset: resolve(offset, sizes),
      vocab,
      stride,
      write_gradient: write_gradient ? 1 : 0,
    }),
    grid: (sizes) => rowGrid(resolve(rows, sizes), shape),
  });
}

/**
 * Records log-prob and entropy of every row at a temperature, equal bit for bit to those of the loss and the sampler.
 * logits: [rows, stride], left as they are; targets: u32 [tokens]; results: [tokens, 2]; 0 for masked rows.
 */
export function logProbs(
  plan: Plan,
  { logits, targets, results }: Record<'logits' | 'targets' | 'results', Tensor>,
  {
    rows,
    offset = 0,
    vocab,
    stride,
    temperature,
    shape = rowShape(plan),
  }: RowSizes & { temperature: Deferred<number> },
): void {
  plan.add({
    kernel: rowKernel(plan, 'log-probs', logProbsText, shape),
    bind: { logits, targets, results },
    uniforms: (sizes) => ({
      rows: resolve(rows, sizes),
      offset: resolve(offset, sizes),
      vocab,
      stride,
      inverse_temperature: 1 / resolve(temperature, sizes),
    }),
    grid: (sizes) => rowGrid(resolve(rows, sizes), shape),
  });
}

/** The rows of `tokens` for these tokens; fields not given are 0. */
export function packTokens(tokens: readonly Partial<LossToken>[]): Float32Array {
  return Float32Array.from(tokens.flatMap((token) => TOKEN_FIELDS.map((field) => token[field] ?? 0)));
}

export type LossResult = Omit<LossRow, 'dlogits'>;

type ResultField = (typeof RESULT_FIELDS)[number];

const COLUMN = Object.fromEntries(RESULT_FIELDS.map((field, i) => [field, i])) as Record<ResultField, number>;

/** One number of a row of `results`, as read back. */
export const resultAt = (results: ArrayLike<number>, row: number, field: ResultField): number =>
  results[row * RESULT_FIELDS.length + COLUMN[field]];

/** A row of `results`, as read back. */
export function unpackResult(results: ArrayLike<number>, row: number): LossResult {
  const numbers = RESULT_FIELDS.map((field) => [field, resultAt(results, row, field)]);
  return { ...Object.fromEntries(numbers), clip_region: CLIP_REGION_NAMES[resultAt(results, row, 'clip_region')] };
}
