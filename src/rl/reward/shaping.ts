/** How length, truncation, form and turns change the reward that tests or a reward model gave. */

import type { InterpreterOptions } from '../options/interpreter';
import type { TruncationOptions } from '../options/truncation';
import { responseLength, type Sample } from '../records/group';

/**
 * The soft overlong punishment (DAPO, eq. 13): 0 up to max - buffer tokens, then falling linearly to -1 at max, and -1
 * beyond.
 */
export function overlongPenalty(length: number, max: number, buffer: number): number {
  if (buffer === 0) return 0;
  return Math.min(0, Math.max(-1, (max - buffer - length) / buffer));
}

export type ShapingOptions = TruncationOptions & InterpreterOptions & { max_completion_length: number };

/** The reward of a score: first length and truncation take from it, then form and turns add to it or take from it. */
export const shapedReward = (score: number, sample: Sample, options: ShapingOptions): number =>
  turnsAdjusted(lengthAdjusted(score, sample, options), sample, options);

/** The reward after what length and truncation take from it. */
export function lengthAdjusted(
  reward: number,
  sample: Pick<Sample, 'loss_mask' | 'ended'>,
  options: TruncationOptions & { max_completion_length: number },
): number {
  const { truncation, stop_properly_penalty_coef: coef, overlong_buffer_len, overlong_penalty_factor } = options;
  const cut = !sample.ended && truncation === 'penalty';
  const kept = cut ? (coef >= 0 ? reward * coef : coef) : reward;
  return (
    kept +
    overlong_penalty_factor *
      overlongPenalty(responseLength(sample), options.max_completion_length, overlong_buffer_len)
  );
}

/** The reward after what form and turns add to it or take from it. Without an interpreter it stays as it is. */
export function turnsAdjusted(
  reward: number,
  { calls, well_formed }: Pick<Sample, 'calls' | 'well_formed'>,
  { format_reward, turn_penalty, turn_penalty_above }: InterpreterOptions,
): number {
  if (!calls) return reward;
  const form = well_formed ? format_reward : -format_reward;
  return reward + form - (calls.length + 1 > turn_penalty_above ? turn_penalty : 0);
}
