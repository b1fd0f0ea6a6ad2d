/** Options of the loss. */
import { z } from 'zod';
import { LOSS_AGGREGATIONS } from '../aggregation';
import { LOSS_TYPES } from '../losses';
import { option, positive } from '../option';

export const lossOptions = {
  loss_type: option(
    'loss',
    z.enum(LOSS_TYPES).default('dapo'),
    'The surrogate. It sets the defaults of the other options of the loss; those that are given win.',
    'TRL',
  ),
  epsilon: option(
    'loss',
    positive.lt(1).default(0.2),
    'The ratio is clipped below 1 - epsilon.',
    'TRL',
    'clip_ratio_low',
    'clip_ratio',
  ),
  epsilon_high: option(
    'loss',
    positive.default(0.28),
    'The ratio is clipped above 1 + epsilon_high.',
    'DAPO',
    'clip_ratio_high',
  ),
  delta: option(
    'loss',
    z.number().gt(1).nullable().default(null),
    'Dual clip: tokens of negative advantage whose ratio is above it have no gradient. Klear-Reasoner runs 10, verl 3.',
    'TRL',
    'clip_ratio_c',
  ),
  gppo_beta_low: option(
    'loss',
    z.number().min(0).default(1),
    'Scales the gradient that GPPO keeps below the lower bound. Klear-Reasoner 1 in the paper and .25 in its yaml, CE-GPPO .5 and .75; 0 gives that side back to the clip.',
    'Klear-Reasoner',
    'gppo_loss_beta1',
  ),
  gppo_beta_high: option(
    'loss',
    z.number().min(0).default(1),
    'Scales the gradient that GPPO keeps above the upper bound.',
    'Klear-Reasoner',
    'gppo_loss_beta2',
  ),
  cispo_min: option(
    'loss',
    z.number().min(0).default(0),
    'The least weight of a token under CISPO, absolute (verl: 1 - clip_ratio_low); 0: no lower bound.',
    'MiniMax-M1',
  ),
  cispo_max: option(
    'loss',
    positive.default(5),
    "The greatest weight of a token under CISPO, absolute: TRL's epsilon_high, verl's 1 + clip_ratio_high.",
    'ScaleRL',
  ),
  sapo_temperature_pos: option(
    'loss',
    positive.default(1),
    'SAPO: steepness of its gate for positive advantages.',
    'TRL',
  ),
  sapo_temperature_neg: option('loss', positive.default(1.05), 'SAPO: steepness for the other advantages.', 'TRL'),
  dro_beta: option('loss', z.number().min(0).default(0.1), 'DRO: weight of half the squared log-ratio.', 'verl'),
  loss_aggregation: option(
    'loss',
    z.enum(LOSS_AGGREGATIONS).default('token-mean'),
    'How losses of tokens make the loss of an update.',
    'verl',
    'loss_agg_mode',
  ),
  beta: option(
    'loss',
    z.number().min(0).default(0),
    'Weight of the KL divergence from the model at the start.',
    'TRL',
    'kl_loss_coef',
  ),
  kl_estimator: option(
    'loss',
    z.enum(['k1', 'k2', 'k3']).default('k3'),
    'With d = log π - log π_ref: k1 is d, k2 is d²/2, k3 is exp(-d) + d - 1.',
    'TRL',
    'kl_loss_type',
  ),
  entropy_coef: option('loss', z.number().default(0), 'Weight of the bonus for entropy.', 'TRL', 'entropy_coeff'),
  nll_alpha: option(
    'loss',
    z.number().min(0).default(0),
    'Weight of the negative log-likelihood of completions that passed all tests. Klear-Reasoner runs .1.',
    'Klear-Reasoner',
  ),
};
