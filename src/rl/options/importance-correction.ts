/** Options of the correction for older weights that sampled. */
import { z } from 'zod';
import { option, positive } from './option';

export const ROLLOUT_IS = ['none', 'tis', 'icepop', 'seq_tis', 'seq_mask'] as const;
const GROUP = 'importance correction';
export const importanceCorrectionOptions = {
  bypass_mode: option(
    GROUP,
    z.boolean().default(true),
    'Take the log-probs of sampling as old log-probs. false: compute them again with the weights before the updates, so that ratios start at 1 and rollout_is can correct for older weights that sampled.',
    'verl',
  ),
  rollout_is: option(
    GROUP,
    z.enum(ROLLOUT_IS).default('none'),
    'With ρ = π_old/π_roll of a token: tis weighs by ρ within the bounds below, icepop drops tokens outside them; seq_tis and seq_mask do so with the product of a sequence.',
    'verl',
    'importance_sampling_mode',
  ),
  rollout_is_max: option(
    GROUP,
    positive.default(2),
    'The upper bound: verl and tis 2, IcePop and OpenRLHF 5, TRL 3.',
    'verl',
    'rollout_is_threshold',
    'importance_sampling_clip_max',
  ),
  rollout_is_min: option(
    GROUP,
    z.number().min(0).default(0),
    'The lower bound: OpenRLHF and IcePop .5; 0: none.',
    'verl',
    'importance_sampling_clip_min',
  ),
};

const schema = z.object(importanceCorrectionOptions);
export type ImportanceCorrectionOptions = z.output<typeof schema>;
