/** Advantages of an outcome reward: how much better a sample was than its group, the samples of the same prompt. */
import { mean, standardDeviation } from '../../common/statistics';

import type { AdvantageOptions } from '../options/advantages';

/** Rewards that differ by less are equal: 0.1+0.2 and 0.3 must not become an advantage of a whole standard deviation. */
export const CONSTANT_RANGE = 1e-6;

/** Whether a group's rewards are all equal. Its samples then say nothing about which program is better. */
export function isConstant(rewards: readonly number[]): boolean {
  return rewards.length < 2 || Math.max(...rewards) - Math.min(...rewards) <= CONSTANT_RANGE;
}

/**
 * The advantage of each sample. A `null` reward (the judge failed) is left out of its group's statistics and stays null.
 * A constant group and a group of one have no baseline to differ from: 0, except under `reinforce`.
 */
export function groupAdvantages(
  groups: readonly (readonly (number | null)[])[],
  options: AdvantageOptions,
): (number | null)[][] {
  const deviation = (rewards: readonly number[]) => standardDeviation(rewards, options.advantage_ddof);
  const batchScale = 1 / (deviation(groups.flatMap(present)) + options.advantage_eps);
  return groups.map((group) => {
    const rewards = present(group);
    const constant = isConstant(rewards);
    const centre = mean(rewards);
    const n = rewards.length;
    const advantage = (reward: number): number => {
      if (options.advantage_estimator === 'reinforce' || options.advantage_estimator === 'reinforce_pp') return reward;
      if (options.advantage_estimator === 'reinforce_pp_baseline') return n > 1 ? reward - centre : reward;
      if (constant) return 0;
      const difference = reward - centre;
      if (options.advantage_estimator === 'dr_grpo') return difference;
      if (options.advantage_estimator === 'rloo') return (difference * n) / (n - 1);
      if (options.scale_rewards === 'none') return difference;
      if (options.scale_rewards === 'batch') return difference * batchScale;
      return difference / (deviation(rewards) + options.advantage_eps);
    };
    return group.map((reward) => (reward === null ? null : advantage(reward)));
  });
}

function present(group: readonly (number | null)[]): number[] {
  const rewards = group.filter((reward) => reward !== null);
  const bad = rewards.find((reward) => !Number.isFinite(reward));
  if (bad !== undefined) throw new RangeError(`a reward is ${bad}; a sample without a reward is null`);
  return rewards;
}
