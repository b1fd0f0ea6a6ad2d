/** Options of dynamic sampling: which groups are trained on. */
import { z } from 'zod';
import { count, option } from './option';

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
