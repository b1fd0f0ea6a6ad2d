/** What becomes of completions that were cut at max_completion_length, and of those that came near it. */
import { z } from 'zod';
import type { ToolCall } from './events';
import { option } from './option';
import { ownLength } from './own-tokens';

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

/**
 * The soft overlong punishment (DAPO, eq. 13): 0 up to max - buffer tokens, then falling linearly to -1 at max, and -1
 * beyond.
 */
export function overlongPenalty(length: number, max: number, buffer: number): number {
  if (buffer === 0) return 0;
  return Math.min(0, Math.max(-1, (max - buffer - length) / buffer));
}

/** The reward after what length and truncation take from it. */
export function lengthAdjusted(
  reward: number,
  sample: { tokens: { length: number }; ended: boolean; calls?: ToolCall[] },
  options: TruncationOptions & { max_completion_length: number },
): number {
  const { truncation, stop_properly_penalty_coef: coef, overlong_buffer_len, overlong_penalty_factor } = options;
  const cut = !sample.ended && truncation === 'penalty';
  const kept = cut ? (coef >= 0 ? reward * coef : coef) : reward;
  return (
    kept +
    overlong_penalty_factor * overlongPenalty(ownLength(sample), options.max_completion_length, overlong_buffer_len)
  );
}
