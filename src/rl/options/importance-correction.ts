/** Options of the correction for older weights that sampled. */
import { z } from 'zod';
import { optionGroup, positive } from '../../common/options/option';

const option = optionGroup('importance correction', { scope: ['stage'] });

const ROLLOUT_IS = ['none', 'tis', 'icepop', 'seq_tis', 'seq_mask'] as const;
export const importanceCorrectionOptions = {
  recompute_old_logprobs: option(
    z.boolean().default(false),
    'Recompute the old log-probs with the weights before the updates, so that ratios start at 1 and rollout_is can correct for older sampling weights. false: use the log-probs of sampling.',
    { source: 'verl', aliases: ['bypass_mode'], inverted: ['bypass_mode'], scope: [] },
  ),
  rollout_is: option(
    z.enum(ROLLOUT_IS).default('none'),
    'Importance-sampling correction, with ρ = π_old/π_roll of a token. tis: weight by ρ, truncated to the bounds rollout_is_min and rollout_is_max. icepop: drop tokens outside the bounds. seq_tis and seq_mask: the same with the product over a sequence.',
    { source: 'verl', aliases: ['importance_sampling_mode'] },
  ),
  rollout_is_max: option(
    positive.default(2),
    'Upper bound of the importance ratio in rollout_is (verl: 2; IcePop and OpenRLHF: 5; TRL: 3).',
    {
      source: 'verl',
      aliases: ['rollout_is_threshold', 'importance_sampling_clip_max'],
      needs: { rollout_is: { not: 'none' } },
    },
  ),
  rollout_is_min: option(
    z.number().min(0).default(0),
    'Lower bound of the importance ratio in rollout_is (OpenRLHF and IcePop: .5); 0: none.',
    { source: 'verl', aliases: ['importance_sampling_clip_min'], needs: { rollout_is: { not: 'none' } } },
  ),
};

const schema = z.object(importanceCorrectionOptions);
export type ImportanceCorrectionOptions = z.output<typeof schema>;
