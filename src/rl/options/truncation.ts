/** Options of truncated and overlong completions. */
import { z } from 'zod';
import { option } from '../../common/options/option';

export const TRUNCATION = ['negative', 'zeroAdvantage', 'maskTokens', 'dropBeforeStats', 'penalty'] as const;
export type Truncation = (typeof TRUNCATION)[number];
const GROUP = 'truncation';
export const truncationOptions = {
  truncation: option(
    GROUP,
    z.enum(TRUNCATION).default('negative'),
    'Treatment of truncated completions. negative: they keep their reward and are trained on (Skywork-OR1, AceReason). zeroAdvantage: unless they passed, they have advantage 0, and their tokens stay in the denominator (DeepCoder). maskTokens: they count in the statistics of their group only (TRL, DAPO). dropBeforeStats: they are left out before those statistics (Klear-Reasoner). penalty: stop_properly_penalty_coef changes their reward (OpenRLHF).',
  ),
  stop_properly_penalty_coef: option(
    GROUP,
    z.number().default(0),
    'With truncation penalty: a value of 0 or more multiplies the reward of a truncated completion; a negative value replaces it.',
    'OpenRLHF',
  ),
  overlong_buffer_len: option(
    GROUP,
    z.int().min(0).default(0),
    'Length in tokens of the soft overlong penalty: over the last tokens before max_completion_length the reward falls by up to overlong_penalty_factor. 0: off.',
    'DAPO',
    'overlong_cache',
  ),
  overlong_penalty_factor: option(
    GROUP,
    z.number().min(0).default(1),
    'Soft overlong penalty at max_completion_length.',
    'verl',
  ),
};

const schema = z.object(truncationOptions);
export type TruncationOptions = z.output<typeof schema>;
