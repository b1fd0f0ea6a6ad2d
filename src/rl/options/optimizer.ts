/** Options of AdamW and of its learning rate. */
import { z } from 'zod';
import { fraction, optionGroup, positive } from '../../common/options/option';

const option = optionGroup('optimizer');

export const LR_SCHEDULER_TYPES = ['constant', 'linear', 'cosine'] as const;

/** The same options for every command, with defaults of its own. */
export function optimizer(defaults: {
  learning_rate: number;
  lr_scheduler_type: 'constant' | 'cosine';
  warmup_steps: number;
  /** What else there is to say of the learning rate. */
  note?: string;
}) {
  return {
    learning_rate: option(
      positive.default(defaults.learning_rate),
      `Peak learning rate of AdamW.${defaults.note ? ` ${defaults.note}` : ''}`,
      { aliases: ['lr'], scope: ['stage'] },
    ),
    lr_scheduler_type: option(
      z.enum(LR_SCHEDULER_TYPES).default(defaults.lr_scheduler_type),
      'Schedule of the learning rate after warm-up.',
      { source: 'TRL' },
    ),
    warmup_steps: option(
      z.int().min(0).default(defaults.warmup_steps),
      'Number of steps over which the learning rate rises to its peak.',
      { source: 'TRL', aliases: ['lr_warmup_steps'] },
    ),
    min_lr_ratio: option(
      fraction.default(0),
      'Final learning rate of the linear and cosine schedules, as a share of the peak.',
      { source: 'verl', needs: { lr_scheduler_type: { not: 'constant' } } },
    ),
    adam_beta1: option(fraction.lt(1).default(0.9), 'Decay of the first moment in AdamW.', { source: 'TRL' }),
    adam_beta2: option(fraction.lt(1).default(0.95), 'Decay of the second moment in AdamW.', { source: 'OpenRLHF' }),
    adam_epsilon: option(positive.default(1e-8), 'Constant that AdamW adds to the root of the second moment.', {
      source: 'TRL',
    }),
    weight_decay: option(z.number().min(0).default(0), 'Decoupled weight decay, applied to matrices.', {
      source: 'TRL',
    }),
    max_grad_norm: option(
      positive.default(1),
      'Maximum global norm of the gradients; larger ones are scaled down to it.',
      { source: 'TRL', aliases: ['grad_clip'] },
    ),
  };
}
