/** What the options of a loss become in the kernel: numbers for its uniforms, constants for its cases. */
import { KL_ESTIMATORS, type LossKind, type RatioLevel } from '../../losses/catalogue';
import {
  getLoss,
  getLossOption,
  LOSS_OPTION_NAMES,
  LOSS_TYPES,
  type PolicyLossOptions,
  readsOption,
} from '../../losses/options';

/** Where a token lies with respect to the bounds of its surrogate. */
export const CLIP_REGION = { inside: 0, low: 1, high: 2, dual: 3, masked: 4 } as const;
export type ClipRegion = keyof typeof CLIP_REGION;
/** The names of CLIP_REGION, by number. */
export const CLIP_REGION_NAMES = Object.keys(CLIP_REGION) as ClipRegion[];

/** The target of a row that is not trained on. */
export const MASKED_TARGET = 0xffffffff;

export const kindOf = ({ loss_type }: PolicyLossOptions): LossKind => getLoss(loss_type).kind as LossKind;

/** The clip's factor of −A beyond its bounds, in the value and in the gradient. */
interface ClipFactors {
  low_value: number;
  low_factor: number;
  high_value: number;
  high_factor: number;
}

/**
 * A < 0, r < 1 − ε ("low") and A > 0, r > 1 + ε_high ("high"): PPO has no gradient there; GPPO (Klear-Reasoner 2025, eq. 12;
 * with weights CE-GPPO) keeps that of the bound.
 */
export function clipFactors(options: PolicyLossOptions): ClipFactors {
  const low = 1 - options.epsilon;
  const high = 1 + options.epsilon_high;
  if (!readsOption(options.loss_type, 'gppo_beta_low')) {
    return { low_value: low, low_factor: 0, high_value: high, high_factor: 0 };
  }
  const kept_low = options.gppo_beta_low * low;
  const kept_high = options.gppo_beta_high * high;
  return {
    low_value: options.gppo_only_high ? low : kept_low,
    low_factor: options.gppo_only_high ? 0 : kept_low,
    high_value: kept_high,
    high_factor: kept_high,
  };
}

/** Beyond e^±20 a ratio says nothing more and f32 would overflow (verl, OpenRLHF): it is held there, without gradient. */
export const RATIO_CLAMP = 20;

/** The greatest log-ratio; the mean of a sequence is held below e^10 (GSPO in verl). */
export const maxLogRatio = (level: RatioLevel): number => (level === 'sequence' ? 10 : RATIO_CLAMP);

/** Stands for "no bound" in f32. */
const UNBOUNDED = 3e38;

/** Numbers by the names of the fields of `Params` in policy-loss.wgsl; fields that it does not have are left out there. */
export type PolicyLossUniforms = Readonly<Record<string, number>>;

export function policyLossUniforms(options: PolicyLossOptions): PolicyLossUniforms {
  const level = getLoss(options.loss_type).ratio;
  const own = LOSS_OPTION_NAMES.map((name) => [name, toUniform(name, options)] as const);
  return {
    ...Object.fromEntries(own),
    kind: KINDS.indexOf(kindOf(options)),
    sequence_ratio: level === 'token' ? 0 : 1,
    max_log_ratio: maxLogRatio(level),
    inverse_temperature: 1 / options.temperature,
    low: 1 - options.epsilon,
    high: 1 + options.epsilon_high,
    ...clipFactors(options),
  };
}

function toUniform(name: (typeof LOSS_OPTION_NAMES)[number], options: PolicyLossOptions): number {
  const option = getLossOption(name);
  const value = options[name];
  if ('choices' in option) return option.choices.indexOf(value as string);
  return value === null ? UNBOUNDED : Math.min(Number(value), UNBOUNDED);
}

const KINDS = [...new Set(LOSS_TYPES.map((loss_type) => getLoss(loss_type).kind))] as LossKind[];

/** The kernel's names for kinds and estimators: CLIP, K3, K3_STRAIGHT_THROUGH, … */
export const CONSTANTS: Record<string, number> = {
  ...Object.fromEntries(KINDS.map((kind, i) => [kind.toUpperCase(), i])),
  ...Object.fromEntries(KL_ESTIMATORS.map((name, i) => [name.toUpperCase().replace('+', '_STRAIGHT_THROUGH'), i])),
};
