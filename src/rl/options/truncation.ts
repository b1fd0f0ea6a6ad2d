/** Options of truncated and overlong completions. */
import { z } from 'zod';
import { optionGroup } from '../../common/options/option';

const option = optionGroup('truncation', { scope: ['stage'] });

export const TRUNCATION = ['negative', 'zero_advantage', 'mask_tokens', 'drop_before_stats', 'penalty'] as const;
export type Truncation = (typeof TRUNCATION)[number];
export const truncationOptions = {
  truncation: option(
    z.enum(TRUNCATION).default('negative'),
    'Treatment of truncated completions. negative: they keep their reward and are trained on (Skywork-OR1, AceReason). zero_advantage: unless they passed, they have advantage 0, and their tokens stay in the denominator (DeepCoder). mask_tokens: they count in the statistics of their group only (TRL, DAPO). drop_before_stats: they are left out before those statistics (Klear-Reasoner). penalty: stop_properly_penalty_coef changes their reward (OpenRLHF).',
    {
      value_aliases: {
        zeroAdvantage: 'zero_advantage',
        maskTokens: 'mask_tokens',
        dropBeforeStats: 'drop_before_stats',
      },
    },
  ),
  stop_properly_penalty_coef: option(
    z.number().default(0),
    'With truncation penalty: a value of 0 or more multiplies the reward of a truncated completion; a negative value replaces it.',
    { source: 'OpenRLHF', needs: { truncation: { one_of: ['penalty'] } } },
  ),
  overlong_buffer_len: option(
    z.int().min(0).default(0),
    'Length in tokens of the soft overlong penalty: over the last tokens before max_completion_length the reward falls by up to overlong_penalty_factor. 0: off.',
    { source: 'DAPO', aliases: ['overlong_cache'] },
  ),
  overlong_penalty_factor: option(z.number().min(0).default(1), 'Soft overlong penalty at max_completion_length.', {
    source: 'verl',
    needs: { overlong_buffer_len: { above: 0 } },
  }),
};

const schema = z.object(truncationOptions);
export type TruncationOptions = z.output<typeof schema>;
