/** Options of truncated and overlong completions. */
import { z } from 'zod';
import { option } from './option';

export const TRUNCATION = ['negative', 'zeroAdvantage', 'maskTokens', 'dropBeforeStats', 'penalty'] as const;
export type Truncation = (typeof TRUNCATION)[number];
const GROUP = 'truncation';
export const truncationOptions = {
  truncation: option(
    GROUP,
    z.enum(TRUNCATION).default('negative'),
    'A cut completion keeps its reward and is trained on (negative: Skywork-OR1, AceReason); has advantage 0, unless it passed, with its tokens still in the denominator (zeroAdvantage: DeepCoder); counts in the statistics of its group only (maskTokens: TRL, DAPO); is left out before them (dropBeforeStats: Klear-Reasoner); or has its reward changed by stop_properly_penalty_coef (penalty: OpenRLHF).',
  ),
  stop_properly_penalty_coef: option(
    GROUP,
    z.number().default(0),
    'For truncation penalty: from 0 up it multiplies the reward of a cut completion, below 0 it is that reward.',
    'OpenRLHF',
  ),
  overlong_buffer_len: option(
    GROUP,
    z.int().min(0).default(0),
    'Soft overlong punishment: over the last so many tokens before max_completion_length the reward falls by up to overlong_penalty_factor; 0: off.',
    'DAPO',
    'overlong_cache',
  ),
  overlong_penalty_factor: option(GROUP, z.number().min(0).default(1), 'How far it falls at the limit.', 'verl'),
};

const schema = z.object(truncationOptions);
export type TruncationOptions = z.output<typeof schema>;
