/**
 * The catalogue of losses: one row per option of a loss, one row per `loss_type`. Flags, defaults, uniforms of the kernel,
 * the loss explorer, the choices of the page and the documentation are read from it. The mathematics of a row's `kind`
 * stands twice, in `kernels/policy-loss/reference.ts` (float64) and `policy-loss.wgsl`.
 */
import type { OptionFacts } from '../common/options/option';

interface OptionText extends Pick<OptionFacts, 'aliases' | 'refused' | 'scope' | 'needs'> {
  description: string;
  /** Whose name and default it is. */
  source: string;
}

/** A number of a loss; `null` as the default: it may be switched off. */
export interface NumberOption extends OptionText {
  default: number | null;
  /** The allowed values: from `min` on, or above `above`; below `below`. */
  min?: number;
  above?: number;
  below?: number;
  control?: SliderControl;
}

/** A control of the loss explorer: a checkbox, or with a slider also a number. */
export interface Control {
  /** The option's symbol in a formula. */
  symbol: string;
  meaning: string;
}

export interface SliderControl extends Control {
  slider: Slider;
  /** The first value of an option that may be off, when it is switched on. */
  switched_on?: number;
  /** The slider of a loss that clips the ratio of a whole sequence, whose bounds are narrow. */
  sequence_slider?: Slider;
}

/** The ends of a slider, and its step. */
type Slider = readonly [from: number, to: number, step: number];

export interface FlagOption extends OptionText {
  default: boolean;
  control?: Control;
}

interface ChoiceOption extends OptionText {
  choices: readonly string[];
  default: string;
}

export type LossOption = NumberOption | FlagOption | ChoiceOption;

/** How the losses of tokens become the loss of an update (`rl/update/aggregation.ts`). */
export const LOSS_AGGREGATIONS = [
  'token-mean',
  'seq-mean-token-mean',
  'seq-mean-token-sum',
  'seq-mean-token-sum-norm',
] as const;
export type LossAggregation = (typeof LOSS_AGGREGATIONS)[number];

/** Estimators of the divergence from the reference policy (Schulman 2020). */
export const KL_ESTIMATORS = ['k1', 'k2', 'k3', 'k3+'] as const;
export type KlEstimator = (typeof KL_ESTIMATORS)[number];

/** Values of other trainers that are not offered. */
const BNPO_REFUSED =
  'bnpo averages over each micro-batch, and micro-batches have no size of their own here; with one micro-batch per update it is loss_type dapo with epsilon_high 0.2 (loss_aggregation token-mean)';
export const REFUSED_LOSSES = { bnpo: BNPO_REFUSED };

export const LOSS_OPTIONS = {
  epsilon: {
    default: 0.2,
    above: 0,
    below: 1,
    description: 'Lower clip: the ratio is clipped below 1 - epsilon.',
    source: 'TRL',
    aliases: ['clip_ratio_low', 'clip_ratio'],
    control: {
      symbol: 'ε low',
      meaning: 'the clip begins below 1 − ε',
      slider: [0.01, 0.9, 0.01],
      sequence_slider: [1e-4, 0.01, 1e-4],
    },
  },
  epsilon_high: {
    default: 0.28,
    above: 0,
    description: 'Upper clip: the ratio is clipped above 1 + epsilon_high.',
    source: 'DAPO',
    aliases: ['clip_ratio_high'],
    control: {
      symbol: 'ε high',
      meaning: 'the clip begins above 1 + ε high',
      slider: [0.01, 3, 0.01],
      sequence_slider: [1e-4, 0.01, 1e-4],
    },
  },
  delta: {
    default: null,
    above: 1,
    description:
      'Dual clip: a token with negative advantage and a ratio above delta has no gradient. Klear-Reasoner: 10; verl: 3.',
    source: 'TRL',
    aliases: ['clip_ratio_c'],
    control: {
      symbol: 'c',
      meaning: 'dual clip: A < 0 and δ > c is dropped',
      slider: [1.05, 12, 0.05],
      switched_on: 3,
    },
  },
  gppo_beta_low: {
    default: 1,
    min: 0,
    description:
      'GPPO: weight of the gradient kept below the lower bound. Klear-Reasoner: 1 in the paper, .25 in its yaml; CE-GPPO: .5 and .75. 0 restores the plain clip on that side.',
    source: 'Klear-Reasoner',
    aliases: ['gppo_loss_beta1'],
    control: { symbol: 'β low', meaning: 'scales what GPPO keeps below', slider: [0, 2, 0.05] },
  },
  gppo_beta_high: {
    default: 1,
    min: 0,
    description: 'GPPO: weight of the gradient kept above the upper bound.',
    source: 'Klear-Reasoner',
    aliases: ['gppo_loss_beta2'],
    control: { symbol: 'β high', meaning: 'scales what GPPO keeps above', slider: [0, 2, 0.05] },
  },
  gppo_only_high: {
    default: false,
    description: 'GPPO: keep the gradient above the upper bound only, and use the PPO clip below the lower bound.',
    source: 'Klear-Reasoner',
    control: { symbol: 'only high', meaning: 'GPPO keeps nothing below the lower bound' },
  },
  cispo_min: {
    default: 0,
    min: 0,
    description: 'CISPO: minimum weight of a token, absolute (verl: 1 - clip_ratio_low); 0: no lower bound.',
    source: 'MiniMax-M1',
    control: { symbol: 'w min', meaning: 'the least weight under CISPO; 0: none', slider: [0, 1, 0.01] },
  },
  cispo_max: {
    default: 5,
    above: 0,
    description: "CISPO: maximum weight of a token, absolute (TRL's epsilon_high, verl's 1 + clip_ratio_high).",
    source: 'ScaleRL',
    control: { symbol: 'w max', meaning: 'the greatest weight under CISPO', slider: [0.5, 12, 0.05] },
  },
  sapo_temperature_pos: {
    default: 1,
    above: 0,
    description: 'SAPO: steepness of the gate for positive advantages.',
    source: 'TRL',
    control: { symbol: 'τ, A > 0', meaning: "steepness of SAPO's gate", slider: [0.1, 10, 0.05] },
  },
  sapo_temperature_neg: {
    default: 1.05,
    above: 0,
    description: 'SAPO: steepness of the gate for all other advantages.',
    source: 'TRL',
    control: { symbol: 'τ, A < 0', meaning: "steepness of SAPO's gate", slider: [0.1, 10, 0.05] },
  },
  dro_beta: {
    default: 0.1,
    min: 0,
    description: 'DRO: weight of half the squared log-ratio.',
    source: 'verl',
    control: { symbol: 'β DRO', meaning: 'weight of half the squared log δ', slider: [0, 2, 0.05] },
  },
  vespo_k_pos: {
    default: 2,
    min: 0,
    description:
      'VESPO: power of the ratio in the weight of positive advantages; higher values lower small ratios more.',
    source: 'TRL',
    control: { symbol: 'k, A > 0', meaning: "power in VESPO's weight", slider: [0, 6, 0.05] },
  },
  vespo_lambda_pos: {
    default: 3,
    min: 0,
    description: 'VESPO: decay of the weight of positive advantages; higher values lower large ratios more.',
    source: 'TRL',
    control: { symbol: 'λ, A > 0', meaning: "decay in VESPO's weight", slider: [0, 6, 0.05] },
  },
  vespo_k_neg: {
    default: 3,
    min: 0,
    description: 'VESPO: power of the ratio in the weight of negative advantages.',
    source: 'TRL',
    control: { symbol: 'k, A < 0', meaning: "power in VESPO's weight", slider: [0, 6, 0.05] },
  },
  vespo_lambda_neg: {
    default: 2,
    min: 0,
    description: 'VESPO: decay of the weight of negative advantages.',
    source: 'TRL',
    control: { symbol: 'λ, A < 0', meaning: "decay in VESPO's weight", slider: [0, 6, 0.05] },
  },
  loss_aggregation: {
    choices: LOSS_AGGREGATIONS,
    default: 'token-mean',
    description: 'Averaging of token losses into the loss of an update.',
    source: 'verl',
    aliases: ['loss_agg_mode'],
    refused: { bnpo: BNPO_REFUSED },
  },
  beta: {
    default: 0,
    min: 0,
    description: 'Weight of the KL divergence from the starting model.',
    source: 'TRL',
    aliases: ['kl_loss_coef'],
    // Whether a reference model is held is decided for the whole run.
    scope: [],
  },
  kl_estimator: {
    choices: KL_ESTIMATORS,
    default: 'k3',
    description:
      'KL estimator, with d = log π - log π_ref. k1: d. k2: d²/2. k3: exp(-d) + d - 1. k3+: the value of k3 with the gradient of k2.',
    source: 'TRL',
    aliases: ['kl_loss_type'],
    needs: { beta: { above: 0 } },
  },
  entropy_coef: {
    default: 0,
    description: 'Weight of the entropy bonus.',
    source: 'TRL',
    aliases: ['entropy_coeff'],
  },
  nll_alpha: {
    default: 0,
    min: 0,
    description: 'Weight of the negative log-likelihood of completions that passed all tests. Klear-Reasoner: .1.',
    source: 'Klear-Reasoner',
  },
} as const satisfies Record<string, LossOption>;

export type LossOptionName = keyof typeof LOSS_OPTIONS;

type ValueOf<O> = O extends { choices: readonly (infer Choice)[] }
  ? Choice
  : O extends { default: boolean }
    ? boolean
    : O extends { default: null }
      ? number | null
      : number;

/** A value for every option of the catalogue. */
export type LossOptionValues = { [Name in LossOptionName]: ValueOf<(typeof LOSS_OPTIONS)[Name]> };

/** What π/π_old is: a token's own, or one for a sequence, as the geometric mean or as the product over its tokens. */
export type RatioLevel = 'token' | 'sequence' | 'sequence-product';

export interface Loss {
  /** The case of `policyTerm` in reference.ts and of `policy_term` in policy-loss.wgsl. */
  kind: string;
  ratio: RatioLevel;
  label: string;
  /** In few words; a loss that has them is offered on the page's first screen. */
  idea?: string;
  /** One line: the surrogate of a token with ratio r and advantage A. */
  description: string;
  source: string;
  /** The options that this loss reads and some others do not. */
  options: readonly LossOptionName[];
  /** What `loss_type` sets unless it is given. */
  defaults: Partial<LossOptionValues> & { loss_aggregation: LossAggregation; scale_rewards?: 'none' };
  /** Options that follow another one unless they are given. */
  linked?: Partial<Record<LossOptionName, LossOptionName>>;
  /** Whether a token with advantage 0 has a gradient once its ratio has left 1. */
  has_gradient_at_zero?: true;
  /** The loss that has the same gradient factor: its curve in the explorer. */
  curve?: string;
  /** What its curve, drawn for this |A|, does not show. */
  note?: (size: string) => string;
}

export const LOSSES = {
  reinforce: {
    kind: 'reinforce',
    ratio: 'token',
    label: 'REINFORCE',
    idea: 'push by the advantage alone',
    description: '-A log π: the policy gradient without a ratio.',
    source: 'Williams 1992',
    options: [],
    defaults: { loss_aggregation: 'token-mean' },
  },
  reinforce_is: {
    kind: 'reinforce_is',
    ratio: 'token',
    label: 'REINFORCE + IS',
    description: '-A r log π, r held constant: the policy gradient corrected for the older policy that sampled.',
    source: 'verl',
    options: [],
    defaults: { loss_aggregation: 'token-mean' },
  },
  grpo: {
    kind: 'clip',
    ratio: 'token',
    label: 'GRPO',
    idea: 'clip the ratio, same bound on both sides',
    description: 'PPO clip: no gradient where the ratio has left [1-ε, 1+ε] in the direction of the advantage.',
    source: 'Shao et al. 2024',
    options: ['epsilon', 'epsilon_high', 'delta'],
    defaults: { epsilon: 0.2, loss_aggregation: 'seq-mean-token-mean' },
    linked: { epsilon_high: 'epsilon' },
    note: () => 'GRPO clips with ε on both sides; Dr. GRPO has the same factor and sums the tokens in another way.',
  },
  dapo: {
    kind: 'clip',
    ratio: 'token',
    label: 'DAPO',
    idea: 'clip higher, so that rare tokens can rise',
    description: 'PPO clip with a higher upper bound, averaged over all tokens of the step.',
    source: 'Yu et al. 2025',
    options: ['epsilon', 'epsilon_high', 'delta'],
    defaults: { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean' },
  },
  dr_grpo: {
    kind: 'clip',
    ratio: 'token',
    label: 'Dr. GRPO',
    description: 'PPO clip without the divisions by length and by the deviation of rewards.',
    source: 'Liu et al. 2025',
    options: ['epsilon', 'epsilon_high', 'delta'],
    defaults: { epsilon: 0.2, loss_aggregation: 'seq-mean-token-sum-norm', scale_rewards: 'none' },
    linked: { epsilon_high: 'epsilon' },
    curve: 'grpo',
  },
  cispo: {
    kind: 'cispo',
    ratio: 'token',
    label: 'CISPO',
    idea: 'clip the weight, keep every gradient',
    description:
      '-A w log π, w the ratio clipped to [cispo_min, cispo_max] and held constant: every token has a gradient.',
    source: 'MiniMax-M1 2025',
    options: ['cispo_min', 'cispo_max'],
    defaults: { loss_aggregation: 'token-mean' },
  },
  cispo_masked: {
    kind: 'cispo_masked',
    ratio: 'token',
    label: 'CISPO masked',
    description: 'CISPO without the tokens to which the PPO clip gives no gradient.',
    source: 'MiniMax-M1 2025, the unified equation',
    options: ['epsilon', 'epsilon_high'],
    defaults: { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean' },
  },
  gppo: {
    kind: 'clip',
    ratio: 'token',
    label: 'GPPO',
    idea: 'keep the gradient of clipped tokens, at the bound',
    description: 'The value of the PPO clip, but clipped tokens keep the gradient of their bound, times gppo_beta.',
    source: 'Klear-Reasoner 2025',
    options: ['epsilon', 'epsilon_high', 'delta', 'gppo_beta_low', 'gppo_beta_high', 'gppo_only_high'],
    defaults: { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean' },
  },
  gspo: {
    kind: 'clip',
    ratio: 'sequence',
    label: 'GSPO',
    description: 'PPO clip on the ratio of the whole sequence: the geometric mean of the ratios of its tokens.',
    source: 'Zheng et al. 2025',
    options: ['epsilon', 'epsilon_high', 'delta'],
    defaults: { epsilon: 3e-4, epsilon_high: 4e-4, loss_aggregation: 'seq-mean-token-mean' },
    note: () =>
      "GSPO's δ is the ratio of a whole sequence, the geometric mean of its tokens': they share one factor. Its ε are its own.",
  },
  luspo: {
    kind: 'clip',
    ratio: 'sequence',
    label: 'LUSPO',
    description:
      'GSPO with the loss of each sequence times its length: tokens of long and short sequences weigh the same.',
    source: 'TRL, arXiv 2602.05261',
    options: ['epsilon', 'epsilon_high', 'delta'],
    defaults: { epsilon: 2e-3, epsilon_high: 2.5e-3, loss_aggregation: 'seq-mean-token-sum' },
    note: () =>
      'LUSPO has the factor of GSPO with its own ε, and sums the tokens of a sequence where GSPO averages them.',
  },
  sapo: {
    kind: 'sapo',
    ratio: 'token',
    label: 'SAPO',
    description: 'A soft gate instead of the clip: -A σ(τ (r - 1)) 4/τ. Its gradient fades as r leaves 1.',
    source: 'TRL',
    options: ['sapo_temperature_pos', 'sapo_temperature_neg'],
    defaults: { loss_aggregation: 'seq-mean-token-mean' },
  },
  vespo: {
    kind: 'vespo',
    ratio: 'sequence-product',
    label: 'VESPO',
    description:
      '-A φ log π, φ = w^k e^(λ (1 - w)) held constant, w the product of the ratios of the sequence: a soft weight instead of a clip.',
    source: 'TRL, arXiv 2602.10693',
    options: ['vespo_k_pos', 'vespo_lambda_pos', 'vespo_k_neg', 'vespo_lambda_neg'],
    defaults: { loss_aggregation: 'token-mean' },
    note: () => "VESPO's δ is the ratio of a whole sequence, the product of its tokens': they share one factor.",
  },
  dro: {
    kind: 'dro',
    ratio: 'token',
    label: 'DRO',
    description: '-A log π with a quadratic penalty on the log-ratio to the policy that sampled, instead of a clip.',
    source: 'verl',
    options: ['dro_beta'],
    has_gradient_at_zero: true,
    defaults: { loss_aggregation: 'token-mean' },
    note: (size) => `DRO's pull back does not grow with A: its factor depends on |A|, and is drawn for |A| = ${size}.`,
  },
} as const satisfies Record<string, Loss>;

export type LossType = keyof typeof LOSSES;
/** The cases of the kernel and its reference. */
export type LossKind = (typeof LOSSES)[LossType]['kind'];

/** What a run takes when neither it nor its recipe names a loss. */
export const DEFAULT_LOSS: LossType = 'dapo';
