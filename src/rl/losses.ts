/** What each `loss_type` is, and the options that it sets unless they are given. */
import type { LossAggregation } from './aggregation';

export const LOSS_TYPES = [
  'reinforce',
  'reinforce_is',
  'grpo',
  'dapo',
  'dr_grpo',
  'bnpo',
  'cispo',
  'cispo_masked',
  'gppo',
  'gspo',
  'sapo',
  'dro',
] as const;
export type LossType = (typeof LOSS_TYPES)[number];

export interface LossDefaults {
  epsilon?: number;
  /** When absent, and the loss clips: the same as `epsilon`. */
  epsilon_high?: number;
  loss_aggregation: LossAggregation;
  scale_rewards?: 'none';
}

export interface Loss {
  /** One line: the surrogate of a token with ratio r and advantage A. */
  description: string;
  source: string;
  defaults: LossDefaults;
  /** The options of `SURROGATE_OPTIONS` that the loss reads; the others have no effect on it. */
  reads: readonly SurrogateOption[];
}

/** The options that only some losses read. */
export const SURROGATE_OPTIONS = [
  'epsilon',
  'epsilon_high',
  'delta',
  'gppo_beta_low',
  'gppo_beta_high',
  'cispo_min',
  'cispo_max',
  'sapo_temperature_pos',
  'sapo_temperature_neg',
  'dro_beta',
] as const;
export type SurrogateOption = (typeof SURROGATE_OPTIONS)[number];

const CLIP = ['epsilon', 'epsilon_high', 'delta'] as const;

export const LOSSES: Record<LossType, Loss> = {
  reinforce: {
    description: '-A log π: the policy gradient without a ratio.',
    source: 'Williams 1992',
    defaults: { loss_aggregation: 'token-mean' },
    reads: [],
  },
  reinforce_is: {
    description: '-A r log π, r held constant: the policy gradient corrected for the older policy that sampled.',
    source: 'verl',
    defaults: { loss_aggregation: 'token-mean' },
    reads: [],
  },
  grpo: {
    description: 'PPO clip: no gradient where the ratio has left [1-ε, 1+ε] in the direction of the advantage.',
    source: 'Shao et al. 2024',
    defaults: { epsilon: 0.2, loss_aggregation: 'seq-mean-token-mean' },
    reads: CLIP,
  },
  dapo: {
    description: 'PPO clip with a higher upper bound, and all tokens of the step weighing the same.',
    source: 'Yu et al. 2025',
    defaults: { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean' },
    reads: CLIP,
  },
  dr_grpo: {
    description: 'PPO clip without the divisions by length and by the deviation of rewards.',
    source: 'Liu et al. 2025',
    defaults: { epsilon: 0.2, loss_aggregation: 'seq-mean-token-sum-norm', scale_rewards: 'none' },
    reads: CLIP,
  },
  bnpo: {
    description: 'PPO clip averaged over the tokens of each micro-batch.',
    source: 'TRL',
    defaults: { epsilon: 0.2, loss_aggregation: 'bnpo' },
    reads: CLIP,
  },
  cispo: {
    description:
      '-A w log π, w the ratio clipped to [cispo_min, cispo_max] and held constant: every token has a gradient.',
    source: 'MiniMax-M1 2025',
    defaults: { loss_aggregation: 'token-mean' },
    reads: ['cispo_min', 'cispo_max'],
  },
  cispo_masked: {
    description: 'CISPO without the tokens that the PPO clip leaves without a gradient.',
    source: 'MiniMax-M1 2025, the unified equation',
    defaults: { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean' },
    reads: ['epsilon', 'epsilon_high'],
  },
  gppo: {
    description: 'The value of the PPO clip, but clipped tokens keep the gradient of their bound, times gppo_beta.',
    source: 'Klear-Reasoner 2025',
    defaults: { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean' },
    reads: [...CLIP, 'gppo_beta_low', 'gppo_beta_high'],
  },
  gspo: {
    description: 'PPO clip on the ratio of the whole sequence: the geometric mean of the ratios of its tokens.',
    source: 'Zheng et al. 2025',
    defaults: { epsilon: 3e-4, epsilon_high: 4e-4, loss_aggregation: 'seq-mean-token-mean' },
    reads: CLIP,
  },
  sapo: {
    description: 'A soft gate in place of the clip: -A σ(τ (r - 1)) 4/τ, its gradient fading as r leaves 1.',
    source: 'TRL',
    defaults: { loss_aggregation: 'seq-mean-token-mean' },
    reads: ['sapo_temperature_pos', 'sapo_temperature_neg'],
  },
  dro: {
    description: '-A log π with a quadratic pull back to the policy that sampled, in place of a clip.',
    source: 'verl',
    defaults: { loss_aggregation: 'token-mean' },
    reads: ['dro_beta'],
  },
};
