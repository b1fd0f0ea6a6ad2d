/** Options of the correction for older weights that sampled. */
import { z } from 'zod';
import { option, positive } from '../../common/options/option';

export const ROLLOUT_IS = ['none', 'tis', 'icepop', 'seq_tis', 'seq_mask'] as const;
const GROUP = 'importance correction';
export const importanceCorrectionOptions = {
  bypass_mode: option(
    GROUP,
    z.boolean().default(true),
    'Use the log-probs of sampling as the old log-probs. false: recompute them with the weights before the updates, so that ratios start at 1 and rollout_is can correct for older sampling weights.',
    'verl',
  ),
  rollout_is: option(
    GROUP,
    z.enum(ROLLOUT_IS).default('none'),
    'Importance-sampling correction, with ρ = π_old/π_roll of a token. tis: weight by ρ, truncated to the bounds rollout_is_min and rollout_is_max. icepop: drop tokens outside the bounds. seq_tis and seq_mask: the same with the product over a sequence.',
    'verl',
    'importance_sampling_mode',
  ),
  rollout_is_max: option(
    GROUP,
    positive.default(2),
    'Upper bound of the importance ratio in rollout_is (verl: 2; IcePop and OpenRLHF: 5; TRL: 3).',
    'verl',
    'rollout_is_threshold',
    'importance_sampling_clip_max',
  ),
  rollout_is_min: option(
    GROUP,
    z.number().min(0).default(0),
    'Lower bound of the importance ratio in rollout_is (OpenRLHF and IcePop: .5); 0: none.',
    'verl',
    'importance_sampling_clip_min',
  ),
};

const schema = z.object(importanceCorrectionOptions);
export type ImportanceCorrectionOptions = z.output<typeof schema>;
