/** The options of the loss, by their public names, and what they become in the kernel's uniforms. */

/**
 * The surrogates. `grpo`, `dapo`, `dr_grpo` and `bnpo` share the PPO clip per token and differ in bounds and aggregation;
 * `gspo` clips the ratio of the whole sequence; `nll` is supervised learning, −log p whatever the advantage.
 */
export const LOSS_TYPES = [
  'grpo',
  'dapo',
  'dr_grpo',
  'bnpo',
  'gppo',
  'cispo',
  'cispo_masked',
  'reinforce',
  'reinforce_is',
  'gspo',
  'sapo',
  'dro',
  'nll',
] as const;
export type LossType = (typeof LOSS_TYPES)[number];

/** Estimators of the divergence from the reference policy (Schulman 2020); `k3+` has k3's value and k2's gradient. */
export const KL_TYPES = ['none', 'k1', 'k2', 'k3', 'k3+'] as const;
export type KlType = (typeof KL_TYPES)[number];

/** Where a token lies with respect to the bounds of its surrogate. */
export const REGION = { inside: 0, low: 1, high: 2, dual: 3, masked: 4 } as const;
export type Region = keyof typeof REGION;

/** The target of a row that is not trained on. */
export const MASKED_TARGET = 0xffffffff;

export interface PolicyLossOptions {
  loss_type: LossType;
  /** The sampling temperature; log-probs, entropy and gradient are those of softmax(z / temperature). */
  temperature: number;
  /** The ratio is clipped below 1 − epsilon … */
  epsilon: number;
  /** … and above 1 + epsilon_high. */
  epsilon_high: number;
  /** Dual clip: the largest ratio that still has a gradient when the advantage is negative; null for none. */
  delta: number | null;
  /** GPPO: weight of the gradient kept below the lower bound (negative advantage). */
  gppo_beta_low: number;
  /** GPPO: weight of the gradient kept above the upper bound (positive advantage). */
  gppo_beta_high: number;
  /** GPPO: keep the gradient above the upper bound only. */
  gppo_only_high: boolean;
  /** CISPO: absolute bounds of the importance weight; null for none. */
  cispo_min: number | null;
  cispo_max: number | null;
  /** SAPO: temperatures of the soft gate for positive and for other advantages. */
  sapo_temperature_pos: number;
  sapo_temperature_neg: number;
  /** DRO: weight of the squared log-ratio. */
  dro_beta: number;
  kl_type: KlType;
  /** Coefficient of the divergence from the reference policy (TRL's `beta`). */
  beta: number;
  /** Coefficient of the entropy bonus. */
  entropy_coef: number;
  /** Coefficient of the negative log-likelihood on positive samples (Klear's α). */
  nll_alpha: number;
}

const COMMON: Omit<PolicyLossOptions, 'loss_type'> = {
  temperature: 1,
  epsilon: 0.2,
  epsilon_high: 0.28,
  delta: null,
  gppo_beta_low: 1,
  gppo_beta_high: 1,
  gppo_only_high: false,
  cispo_min: null,
  cispo_max: 5,
  sapo_temperature_pos: 1,
  sapo_temperature_neg: 1.05,
  dro_beta: 0.1,
  kl_type: 'k3',
  beta: 0,
  entropy_coef: 0,
  nll_alpha: 0,
};

/** The bounds that a surrogate brings along. */
const BOUNDS: Partial<Record<LossType, Partial<PolicyLossOptions>>> = {
  grpo: { epsilon_high: 0.2 },
  dr_grpo: { epsilon_high: 0.2 },
  bnpo: { epsilon_high: 0.2 },
  gspo: { epsilon: 3e-4, epsilon_high: 4e-4 },
};

/** All options, with the defaults of the surrogate where nothing is given. */
export function policyLossOptions(
  given: Partial<PolicyLossOptions> & Pick<PolicyLossOptions, 'loss_type'>,
): PolicyLossOptions {
  const explicit = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...COMMON, ...BOUNDS[given.loss_type], ...explicit } as PolicyLossOptions;
}

/** How the kernel tells the surrogates apart: everything that clips like PPO is one kind. */
export const KIND = {
  clip: 0,
  cispo: 1,
  cispo_masked: 2,
  reinforce: 3,
  reinforce_is: 4,
  sapo: 5,
  dro: 6,
  nll: 7,
} as const;
export type Kind = keyof typeof KIND;

export function kindOf(loss_type: LossType): Kind {
  return loss_type in KIND ? (loss_type as Kind) : 'clip';
}

/** What the clipped corners are worth: the factor of −A in the value and in the gradient. */
export interface Corners {
  low_value: number;
  low_factor: number;
  high_value: number;
  high_factor: number;
}

/**
 * The corner A < 0, r < 1 − ε ("low") and the corner A > 0, r > 1 + ε_high ("high"). PPO gives them no gradient; GPPO
 * (Klear-Reasoner 2025, eq. 12; with weights CE-GPPO) keeps that of the bound.
 */
export function cornersOf(options: PolicyLossOptions): Corners {
  const low = 1 - options.epsilon;
  const high = 1 + options.epsilon_high;
  if (options.loss_type !== 'gppo') return { low_value: low, low_factor: 0, high_value: high, high_factor: 0 };
  const kept_low = options.gppo_beta_low * low;
  const kept_high = options.gppo_beta_high * high;
  return {
    low_value: options.gppo_only_high ? low : kept_low,
    low_factor: options.gppo_only_high ? 0 : kept_low,
    high_value: kept_high,
    high_factor: kept_high,
  };
}

/** Stands for "no bound" in f32. */
const UNBOUNDED = 3e38;

/** The options as the kernel takes them. */
export interface PolicyLossUniforms extends Corners {
  kind: number;
  sequence_ratio: number;
  kl_type: number;
  inverse_temperature: number;
  low: number;
  high: number;
  delta: number;
  cispo_min: number;
  cispo_max: number;
  sapo_temperature_pos: number;
  sapo_temperature_neg: number;
  dro_beta: number;
  beta: number;
  entropy_coef: number;
  nll_alpha: number;
}

export function uniformsOf(options: PolicyLossOptions): PolicyLossUniforms {
  return {
    kind: KIND[kindOf(options.loss_type)],
    sequence_ratio: options.loss_type === 'gspo' ? 1 : 0,
    kl_type: KL_TYPES.indexOf(options.kl_type),
    inverse_temperature: 1 / options.temperature,
    low: 1 - options.epsilon,
    high: 1 + options.epsilon_high,
    ...cornersOf(options),
    delta: options.delta ?? UNBOUNDED,
    cispo_min: options.cispo_min ?? -UNBOUNDED,
    cispo_max: options.cispo_max ?? UNBOUNDED,
    sapo_temperature_pos: options.sapo_temperature_pos,
    sapo_temperature_neg: options.sapo_temperature_neg,
    dro_beta: options.dro_beta,
    beta: options.beta,
    entropy_coef: options.entropy_coef,
    nll_alpha: options.nll_alpha,
  };
}
