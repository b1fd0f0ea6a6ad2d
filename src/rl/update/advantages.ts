/** Advantages: how much better than expected a sample was, and each of its tokens. */
import { mean, standardDeviation } from '../../common/statistics';
import { type AdvantageOptions, usesBatchNormalization } from '../options/advantages';

/** Rewards that differ by less are equal: 0.1+0.2 and 0.3 must not become an advantage of a whole standard deviation. */
const CONSTANT_RANGE = 1e-6;
/** Below this the variance of the batch is taken for rounding. */
const LEAST_VARIANCE = 1e-8;

/** Whether a group's rewards are all equal: such a group does not say which program is better. */
export function isConstant(rewards: readonly number[]): boolean {
  return rewards.length < 2 || Math.max(...rewards) - Math.min(...rewards) <= CONSTANT_RANGE;
}

/** The fields of a sample that an estimator reads. */
interface ScoredSample {
  /** Null where the judge failed: the sample is left out of its group's statistics and has no advantages. */
  reward: number | null;
  /** [tokens] 1 for tokens that have an advantage; the others get 0 and count in no statistics. */
  loss_mask: ArrayLike<number>;
  /** The sample takes part in its group's statistics, and its own outcome counts as 0. */
  zeroed?: boolean;
  /** [tokens] KL estimate of each token (k1: log-prob of sampling minus the reference's), subtracted times `beta`. */
  kl?: ArrayLike<number>;
}

interface SampleAdvantages {
  /** [tokens] 0 where `loss_mask` is 0. */
  tokens: Float32Array;
  /** The mean over the tokens where `loss_mask` is 1; the advantage of the whole sample where all tokens share one. */
  mean: number;
}

export type EstimatorOptions = AdvantageOptions & { gamma: number; beta: number };

/**
 * The token-level advantages of each sample, by group; null for a sample without a reward. `reinforce_pp` and its baseline
 * form normalise the returns of all tokens of the batch; the other estimators give all tokens of a sample one advantage.
 */
export function estimateAdvantages(
  groups: readonly (readonly ScoredSample[])[],
  options: EstimatorOptions,
): (SampleAdvantages | null)[][] {
  const outcomes = outcomeAdvantages(groups, options);
  const batch = usesBatchNormalization(options) ? normalizedReturns(groups, outcomes, options) : undefined;
  return groups.map((samples, g) =>
    samples.map(({ loss_mask }, s) => {
      const outcome = outcomes[g][s];
      if (outcome === null) return null;
      if (batch) return batch[g][s];
      return { tokens: Float32Array.from(loss_mask, (on) => on && outcome), mean: outcome };
    }),
  );
}

/** The advantage of a reward in its group, whose rewards are given: none is null. */
type Estimator = (reward: number, group: readonly number[], batch: Batch, options: AdvantageOptions) => number;
interface Batch {
  /** Standard deviation of the rewards of all groups. */
  standard_deviation: number;
}

/** A constant group and a group of one have no baseline to differ from: 0, except under the `reinforce` estimators. */
const ESTIMATORS: Record<AdvantageOptions['advantage_estimator'], Estimator> = {
  /** Shao et al. 2024, eq. 3. */
  grpo: (reward, group, batch, { scale_rewards, advantage_eps, advantage_ddof }) => {
    if (isConstant(group)) return 0;
    const difference = reward - mean(group);
    if (scale_rewards === 'none') return difference;
    if (scale_rewards === 'batch') return difference * (1 / (batch.standard_deviation + advantage_eps));
    return difference / (standardDeviation(group, advantage_ddof) + advantage_eps);
  },
  /** Liu et al. 2025. */
  dr_grpo: (reward, group) => (isConstant(group) ? 0 : reward - mean(group)),
  /** Ahmadian et al. 2024. */
  rloo: (reward, group) => (isConstant(group) ? 0 : ((reward - mean(group)) * group.length) / (group.length - 1)),
  reinforce: (reward) => reward,
  /** Hu 2025: the outcome from which the returns start. */
  reinforce_pp: (reward) => reward,
  reinforce_pp_baseline: (reward, group) => (group.length > 1 ? reward - mean(group) : reward),
};

function outcomeAdvantages(
  groups: readonly (readonly ScoredSample[])[],
  options: AdvantageOptions,
): (number | null)[][] {
  const rewards = groups.map((samples) => samples.flatMap(({ reward }) => (reward === null ? [] : [reward])));
  const bad = rewards.flat().find((reward) => !Number.isFinite(reward));
  if (bad !== undefined) throw new RangeError(`a reward is ${bad}; a sample without a reward is null`);
  const batch = { standard_deviation: standardDeviation(rewards.flat(), options.advantage_ddof) };
  const estimate = ESTIMATORS[options.advantage_estimator];
  return groups.map((samples, g) =>
    samples.map(({ reward, zeroed }) => {
      if (reward === null) return null;
      return zeroed ? 0 : estimate(reward, rewards[g], batch, options);
    }),
  );
}

/** Reinforce++ (Hu 2025): returns of tokens that start from the outcome of their sample, normalised over the batch. */
function normalizedReturns(
  groups: readonly (readonly ScoredSample[])[],
  outcomes: readonly (readonly (number | null)[])[],
  options: EstimatorOptions,
): SampleAdvantages[][] {
  const returns = groups.map((samples, g) =>
    samples.map((sample, s) => {
      const outcome = outcomes[g][s];
      return outcome === null ? [] : tokenReturns(sample, outcome, options);
    }),
  );
  const values = returns.flatMap((rows, g) => rows.flatMap((row, s) => masked(row, groups[g][s].loss_mask)));
  const normalized = normalization(values, options.advantage_ddof);
  return returns.map((rows, g) =>
    rows.map((row, s) => {
      const { loss_mask } = groups[g][s];
      const advantages = row.map((value, t) => (loss_mask[t] === 0 ? 0 : normalized(value)));
      return { tokens: Float32Array.from(advantages), mean: mean(masked(advantages, loss_mask)) };
    }),
  );
}

const masked = (values: readonly number[], mask: ArrayLike<number>): number[] => values.filter((_, t) => mask[t] !== 0);

/**
 * [tokens] G_t = r_t + gamma G_{t+1} over the tokens of `loss_mask`; 0 for the others, which returns pass by (verl). r_t is the
 * outcome at the last of these tokens, less beta times the KL estimate of each.
 */
export function tokenReturns(
  { loss_mask, kl }: Pick<ScoredSample, 'loss_mask' | 'kl'>,
  outcome: number,
  { gamma, beta }: { gamma: number; beta: number },
): number[] {
  const returns = Array.from(loss_mask, () => 0);
  let carried: number | undefined;
  for (let t = loss_mask.length - 1; t >= 0; t--) {
    if (loss_mask[t] === 0) continue;
    const reward = (carried === undefined ? outcome : 0) - (kl ? beta * kl[t] : 0);
    carried = reward + gamma * (carried ?? 0);
    returns[t] = carried;
  }
  return returns;
}

/**
 * Subtracts the mean of the values and divides by their standard deviation; 0 where there is at most one value. `ddof` 1: verl;
 * 0: OpenRLHF.
 */
function normalization(values: readonly number[], ddof: number): (value: number) => number {
  if (values.length <= 1) return () => 0;
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - ddof);
  const scale = 1 / Math.sqrt(variance + LEAST_VARIANCE);
  return (value) => (value - centre) * scale;
}
