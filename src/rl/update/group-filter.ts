/**
 * Which groups are worth training on: those whose samples differ. With a refill this is dynamic sampling (DAPO): prompts are
 * drawn until enough groups are kept.
 */

import type { GroupFilterOptions } from '../options/group-filter';
import type { Group } from '../records/group';
import { isPass } from '../records/pass-rate';
import { isConstant } from './advantages';

/** Whether a group is kept. Samples without a reward (the judge failed, or truncation left them out) do not count. */
export function keepsGroup(group: Group, { filter_groups }: Pick<GroupFilterOptions, 'filter_groups'>): boolean {
  const scored = group.samples.filter(({ reward }) => reward !== undefined);
  switch (filter_groups) {
    case 'none':
      return true;
    case 'reward':
      return !isConstant(scored.map(({ reward }) => reward!));
    case 'accuracy':
      return !isConstant(scored.map(({ verdict }) => (isPass(verdict!) ? 1 : 0)));
  }
}
