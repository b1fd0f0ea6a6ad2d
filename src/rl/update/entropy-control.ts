/**
 * Adaptive entropy control (Skywork-OR1, MAGIC): the coefficient of the entropy bonus rises while the entropy is below a
 * target and falls while it is above; above the target the bonus is off altogether.
 */

import { z } from 'zod';
import { mean } from '../../common/statistics';
import type { EntropyControlOptions } from '../options/entropy-control';
import { responseValues, type Sample } from '../records/group';

/** The state of the controller; part of a checkpoint. */
export const entropyState = z.object({ coef: z.number().min(0), enabled: z.boolean() });
type EntropyState = z.infer<typeof entropyState>;

export const INITIAL_ENTROPY_STATE: EntropyState = { coef: 0, enabled: true };

/**
 * The entropy in nats that the controller compares with its target: `exact`, measured in the step's updates, or the mean of
 * -log p over the sampled tokens. Undefined if there are none.
 */
export function entropySignal(
  samples: readonly Sample[],
  exact: number | undefined,
  { entropy_signal }: EntropyControlOptions,
): number | undefined {
  if (entropy_signal === 'exact') return exact;
  const logprobs = samples
    .filter(({ advantage }) => advantage !== undefined)
    .flatMap((sample) => responseValues(sample, sample.logprobs));
  return logprobs.length > 0 ? -mean(logprobs) : undefined;
}

/** The coefficient for the updates of the next step. */
export const entropyCoefficient = ({ coef, enabled }: EntropyState): number => (enabled ? coef : 0);

/** The state after a step whose rollouts had this entropy. So the bonus lags the entropy by one step. */
export function controlEntropy(state: EntropyState, entropy: number, options: EntropyControlOptions): EntropyState {
  const { entropy_target: target, entropy_coef_delta: delta, entropy_coef_max: max, entropy_signal } = options;
  const coef = Math.min(max, Math.max(0, state.coef + (entropy < target ? delta : -delta)));
  return { coef, enabled: entropy_signal === 'exact' ? entropy <= target : entropy < target };
}
