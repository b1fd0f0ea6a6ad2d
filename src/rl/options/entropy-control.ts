/** Options of adaptive entropy control. */
import { z } from 'zod';
import { optionGroup, positive } from '../../common/options/option';

const option = optionGroup('entropy control', { scope: ['stage'] });
const needs = { use_adaptive_entropy: { one_of: [true] } };

const ENTROPY_SIGNALS = ['exact', 'sampled_nll'] as const;
export const entropyControlOptions = {
  use_adaptive_entropy: option(
    z.boolean().default(false),
    'Let a controller set entropy_coef so that the entropy stays at entropy_target or above.',
    { source: 'TRL' },
  ),
  entropy_target: option(positive.default(0.2), 'Target of the entropy controller, in nats per token.', {
    source: 'TRL',
    aliases: ['target_ent'],
    needs,
  }),
  entropy_coef_delta: option(
    positive.default(0.005),
    "Change of the entropy controller's coefficient per optimizer step: .005 in Skywork-OR1's paper and TRL, 1e-4 in its scripts.",
    { source: 'TRL', needs },
  ),
  entropy_coef_min: option(
    z.number().min(0).default(0),
    "Minimum to which the entropy controller's coefficient falls; above the target the bonus is off all the same.",
    { source: 'TRL', needs },
  ),
  entropy_coef_max: option(
    positive.default(1),
    "Maximum coefficient of the entropy controller: 1 in TRL, .005 in Skywork-OR1's scripts.",
    { source: 'TRL', needs },
  ),
  entropy_signal: option(
    z.enum(ENTROPY_SIGNALS).default('exact'),
    "Quantity that the entropy controller compares with its target. exact: the exact entropy of the next token (Skywork-OR1's paper, TRL). sampled_nll: the mean of -log p over the sampled tokens (its code). Both are over all tokens of an update, with those of groups whose rewards are all equal. At the target itself the coefficient rises under exact and falls under sampled_nll.",
    { source: 'Skywork-OR1', needs },
  ),
};

const schema = z.object(entropyControlOptions);
export type EntropyControlOptions = z.output<typeof schema>;
