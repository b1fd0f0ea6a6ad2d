/**
 * Adaptive entropy control (Skywork-OR1, MAGIC): after each optimizer step the coefficient of the entropy bonus rises if the
 * entropy is at or below a target and falls if it is above; above the target the bonus is off altogether.
 */

import { z } from 'zod';
import type { EntropyControlOptions } from '../options/entropy-control';

/** The state of the controller; part of a checkpoint. */
export const entropyState = z.object({ coef: z.number().min(0), enabled: z.boolean() });
export type EntropyState = z.infer<typeof entropyState>;

export const INITIAL_ENTROPY_STATE: EntropyState = { coef: 0, enabled: true };

/** The coefficient for the next optimizer step. */
export const entropyCoefficient = ({ coef, enabled }: EntropyState): number => (enabled ? coef : 0);

/** The state after an optimizer step that measured this entropy. So the bonus lags the entropy by one optimizer step. */
export function controlEntropy(state: EntropyState, entropy: number, options: EntropyControlOptions): EntropyState {
  const { entropy_target, entropy_coef_delta, entropy_coef_min, entropy_coef_max, entropy_signal } = options;
  // At the target itself TRL, which measures the exact entropy, raises the coefficient; Skywork-OR1's code lowers it.
  const isLow = entropy_signal === 'exact' ? entropy <= entropy_target : entropy < entropy_target;
  const coef = isLow
    ? Math.min(state.coef + entropy_coef_delta, entropy_coef_max)
    : Math.max(state.coef - entropy_coef_delta, entropy_coef_min);
  return { coef, enabled: isLow };
}
