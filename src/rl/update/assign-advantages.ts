/** The advantages of judged groups, completions that were cut at the limit treated as `truncation` says. */

import type { TrainOptions } from '../options/commands/train';
import type { Group } from '../records/group';
import { isPass } from '../records/pass-rate';
import { groupAdvantages } from './advantages';

/**
 * Gives every sample that counts its advantage. Where `truncation` says so, cut completions are left out of the statistics of
 * their group (`dropBeforeStats`), or lose their advantage after them unless they passed (`zeroAdvantage`).
 */
export function assignAdvantages(groups: readonly Group[], options: TrainOptions): void {
  const { truncation } = options;
  const rewards = groups.map(({ samples }) =>
    samples.map(({ reward, ended }) => (truncation === 'dropBeforeStats' && !ended ? null : (reward ?? null))),
  );
  const advantages = groupAdvantages(rewards, options);
  groups.forEach(({ samples }, g) => {
    samples.forEach((sample, s) => {
      const zero = truncation === 'zeroAdvantage' && !sample.ended && sample.verdict && !isPass(sample.verdict);
      sample.advantage = zero ? 0 : (advantages[g][s] ?? undefined);
    });
  });
}
