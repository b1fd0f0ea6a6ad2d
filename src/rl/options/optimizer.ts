/** Options of AdamW and of its learning rate. */
import { z } from 'zod';
import { fraction, option, positive } from '../../common/options/option';

export const LR_SCHEDULER_TYPES = ['constant', 'linear', 'cosine'] as const;

/** The same options for every command, with defaults of its own. */
export function optimizer(defaults: {
  learning_rate: number;
  lr_scheduler_type: 'constant' | 'cosine';
  warmup_steps: number;
  /** What else there is to say of the learning rate. */
  note?: string;
}) {
  const group = 'optimizer';
  return {
    learning_rate: option(
      group,
      positive.default(defaults.learning_rate),
      `Peak learning rate of AdamW.${defaults.note ? ` ${defaults.note}` : ''}`,
      'kata',
      'lr',
    ),
    lr_scheduler_type: option(
      group,
      z.enum(LR_SCHEDULER_TYPES).default(defaults.lr_scheduler_type),
      'Schedule of the learning rate after warm-up.',
      'TRL',
    ),
    warmup_steps: option(
      group,
      z.int().min(0).default(defaults.warmup_steps),
      'Number of steps over which the learning rate rises to its peak.',
      'TRL',
      'lr_warmup_steps',
    ),
    min_lr_ratio: option(
      group,
      fraction.default(0),
      'Final learning rate of the linear and cosine schedules, as a share of the peak.',
      'verl',
    ),
    adam_beta1: option(group, fraction.lt(1).default(0.9), 'Decay of the first moment in AdamW.', 'TRL'),
    adam_beta2: option(group, fraction.lt(1).default(0.95), 'Decay of the second moment in AdamW.', 'OpenRLHF'),
    adam_epsilon: option(
      group,
      positive.default(1e-8),
      'Constant that AdamW adds to the root of the second moment.',
      'TRL',
    ),
    weight_decay: option(group, z.number().min(0).default(0), 'Decoupled weight decay, applied to matrices.', 'TRL'),
    max_grad_norm: option(
      group,
      positive.default(1),
      'Maximum global norm of the gradients; larger ones are scaled down to it.',
      'TRL',
      'grad_clip',
    ),
  };
}
