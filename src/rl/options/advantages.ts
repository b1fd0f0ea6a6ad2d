/** The choices of advantage estimators and of what they divide by. */
export const SCALE_REWARDS = ['group', 'batch', 'none'] as const;
export const ADVANTAGE_ESTIMATORS = [
  'grpo',
  'dr_grpo',
  'rloo',
  'reinforce',
  'reinforce_pp',
  'reinforce_pp_baseline',
] as const;

/** Whether an estimator normalises the returns of tokens over the whole batch. */
export const usesBatchNormalization = ({
  advantage_estimator,
}: Pick<AdvantageOptions, 'advantage_estimator'>): boolean => advantage_estimator.startsWith('reinforce_pp');

export interface AdvantageOptions {
  /**
   * `grpo`: (R - mean) / (std + eps), Shao et al. 2024, eq. 3. `dr_grpo`: R - mean, Liu et al. 2025. `rloo`: R minus the
   * mean of the other samples, Ahmadian et al. 2024. `reinforce`: R itself, no baseline. `reinforce_pp`: R, and
   * `reinforce_pp_baseline`: R - mean of a group of two or more (Hu 2025), at the last token; the returns of
   * all tokens are normalised over the batch.
   */
  advantage_estimator: (typeof ADVANTAGE_ESTIMATORS)[number];
  /** What `grpo` divides by: the standard deviation of the group, of the whole batch, or nothing. */
  scale_rewards: (typeof SCALE_REWARDS)[number];
  /** Added to the standard deviation. */
  advantage_eps: number;
  /** 1: that of a sample, as torch.std. 0: that of a population. */
  advantage_ddof: number;
}
