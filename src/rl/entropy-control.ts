/**
 * Adaptive entropy control (Skywork-OR1, MAGIC): the coefficient of the entropy bonus rises while the entropy is below a
 * target and falls while it is above; above the target the bonus is off altogether.
 */
import { z } from 'zod';
import { mean } from '../common/statistics';
import type { Sample } from './events';
import { option, positive } from './option';
import { ownOf } from './own-tokens';

export const ENTROPY_SIGNALS = ['exact', 'sampled_nll'] as const;

const GROUP = 'entropy control';

export const entropyControlOptions = {
  use_adaptive_entropy: option(
    GROUP,
    z.boolean().default(false),
    'Let a controller set entropy_coef, so that the entropy stays at entropy_target or above.',
    'TRL',
  ),
  entropy_target: option(GROUP, positive.default(0.2), 'The entropy to hold, in nats a token.', 'TRL', 'target_ent'),
  entropy_coef_delta: option(
    GROUP,
    positive.default(0.005),
    "A step's change of the coefficient: .005 in Skywork-OR1's paper and TRL, 1e-4 in its scripts.",
    'TRL',
  ),
  entropy_coef_max: option(
    GROUP,
    positive.default(1),
    "The greatest coefficient: 1 in TRL, .005 in Skywork-OR1's scripts.",
    'TRL',
  ),
  entropy_signal: option(
    GROUP,
    z.enum(ENTROPY_SIGNALS).default('exact'),
    "What is held against the target: the exact entropy of the next token (Skywork-OR1's paper, TRL), or the mean of -log p of the tokens that were sampled (its code). The bonus is on at the target itself under exact, and off under sampled_nll.",
    'Skywork-OR1',
  ),
};
const schema = z.object(entropyControlOptions);
export type EntropyControlOptions = z.output<typeof schema>;

/** What the controller remembers; part of a checkpoint. */
export const entropyState = z.object({ coef: z.number().min(0), enabled: z.boolean() });
export type EntropyState = z.infer<typeof entropyState>;

export const INITIAL_ENTROPY_STATE: EntropyState = { coef: 0, enabled: true };

/**
 * What the controller holds against its target after a step: the `exact` entropy that its updates measured, or the mean of
 * -log p over what was sampled. Undefined where nothing was measured.
 */
export function entropySignal(
  samples: readonly Sample[],
  exact: number | undefined,
  { entropy_signal }: EntropyControlOptions,
): number | undefined {
  if (entropy_signal === 'exact') return exact;
  const logprobs = samples
    .filter(({ advantage }) => advantage !== undefined)
    .flatMap((sample) => ownOf(sample, sample.logprobs));
  return logprobs.length > 0 ? -mean(logprobs) : undefined;
}

/** The coefficient for the updates of a step: what the steps before it have led to. */
export const entropyCoefficient = ({ coef, enabled }: EntropyState): number => (enabled ? coef : 0);

/** The state after a step whose rollouts had this entropy. So the bonus lags the entropy by one step. */
export function controlEntropy(state: EntropyState, entropy: number, options: EntropyControlOptions): EntropyState {
  const { entropy_target: target, entropy_coef_delta: delta, entropy_coef_max: max, entropy_signal } = options;
  const coef = Math.min(max, Math.max(0, state.coef + (entropy < target ? delta : -delta)));
  return { coef, enabled: entropy_signal === 'exact' ? entropy <= target : entropy < target };
}
