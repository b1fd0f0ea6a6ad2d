/**
 * Which groups are worth training on: those whose samples differ. With a refill this is dynamic sampling (DAPO): prompts are
 * drawn until enough groups are kept.
 */
import { z } from 'zod';
import { isConstant } from './advantages';
import type { Group } from './events';
import { count, option } from './option';
import { isPass } from './rewards';

export const FILTER_GROUPS = ['none', 'reward', 'accuracy'] as const;

const GROUP = 'dynamic sampling';

export const groupFilterOptions = {
  filter_groups: option(
    GROUP,
    z.enum(FILTER_GROUPS).default('none'),
    'Leave out groups without a signal: those whose rewards are all equal, after all penalties, or those whose programs all pass or all fail (accuracy: DAPO and Klear-Reasoner, which so drops groups that differ in partial credit only).',
    'verl',
  ),
  gen_prompts_per_step: option(
    GROUP,
    count.nullable().default(null),
    'Prompts of one round of sampling; of the groups that are kept, prompts_per_step are trained on. none: prompts_per_step.',
    'verl',
    'gen_batch_size',
  ),
  max_num_gen_batches: option(
    GROUP,
    count.default(1),
    'Rounds of sampling in a step, at most: while fewer than prompts_per_step groups are kept, another follows. What is there then is trained on.',
    'verl',
  ),
};
const schema = z.object(groupFilterOptions);
export type GroupFilterOptions = z.output<typeof schema>;

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
