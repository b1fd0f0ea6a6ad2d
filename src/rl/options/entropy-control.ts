/** Options of adaptive entropy control. */
import { z } from 'zod';
import { option, positive } from '../../common/options/option';

export const ENTROPY_SIGNALS = ['exact', 'sampled_nll'] as const;
const GROUP = 'entropy control';
export const entropyControlOptions = {
  use_adaptive_entropy: option(
    GROUP,
    z.boolean().default(false),
    'Let a controller set entropy_coef so that the entropy stays at entropy_target or above.',
    'TRL',
  ),
  entropy_target: option(
    GROUP,
    positive.default(0.2),
    'Target of the entropy controller, in nats per token.',
    'TRL',
    'target_ent',
  ),
  entropy_coef_delta: option(
    GROUP,
    positive.default(0.005),
    "Change of the entropy controller's coefficient per step: .005 in Skywork-OR1's paper and TRL, 1e-4 in its scripts.",
    'TRL',
  ),
  entropy_coef_max: option(
    GROUP,
    positive.default(1),
    "Maximum coefficient of the entropy controller: 1 in TRL, .005 in Skywork-OR1's scripts.",
    'TRL',
  ),
  entropy_signal: option(
    GROUP,
    z.enum(ENTROPY_SIGNALS).default('exact'),
    "Quantity that the entropy controller compares with its target. exact: the exact entropy of the next token (Skywork-OR1's paper, TRL). sampled_nll: the mean of -log p over the sampled tokens (its code). At the target itself the bonus is on under exact and off under sampled_nll.",
    'Skywork-OR1',
  ),
};

const schema = z.object(entropyControlOptions);
export type EntropyControlOptions = z.output<typeof schema>;
