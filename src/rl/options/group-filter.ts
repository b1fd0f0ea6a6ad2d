/** Options of dynamic sampling: which groups are trained on. */
import { z } from 'zod';
import { count, optionGroup } from '../../common/options/option';

const option = optionGroup('dynamic sampling', { scope: ['stage'] });

const FILTER_GROUPS = ['none', 'reward', 'accuracy'] as const;
export const groupFilterOptions = {
  filter_groups: option(
    z.enum(FILTER_GROUPS).default('none'),
    'Leave out groups without a signal. reward: groups whose rewards are all equal after penalties. accuracy: groups whose programs all pass or all fail, even if they differ in partial credit (DAPO, Klear-Reasoner).',
    { source: 'verl' },
  ),
  gen_prompts_per_step: option(
    count.nullable().default(null),
    'Number of prompts per round of sampling. At most prompts_per_step of the kept groups are trained on. none: prompts_per_step.',
    { source: 'verl', aliases: ['gen_batch_size'] },
  ),
  max_num_gen_batches: option(
    count.default(1),
    'Maximum number of sampling rounds per step. Another round follows while fewer than prompts_per_step groups are kept; then the step trains on the groups it has.',
    { source: 'verl' },
  ),
};

const schema = z.object(groupFilterOptions);
export type GroupFilterOptions = z.output<typeof schema>;
