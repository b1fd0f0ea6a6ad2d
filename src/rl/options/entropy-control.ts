/** Options of adaptive entropy control. */
import { z } from 'zod';
import { option, positive } from './option';

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
