/** The learning rate over a run. */
import type { LR_SCHEDULER_TYPES } from '../options/optimizer';

export interface ScheduleOptions {
  /** The peak. */
  learning_rate: number;
  /** The way down after the warm-up. */
  lr_scheduler_type: (typeof LR_SCHEDULER_TYPES)[number];
  warmup_steps: number;
  /** The length of the run. */
  max_steps: number;
  /** What `linear` and `cosine` fall to, as a share of the peak. */
  min_lr_ratio: number;
}

/**
 * The rate of a step, counted from 0. It rises linearly over the warm-up: the first step already learns (1/warmup_steps of
 * the peak; transformers' schedule would give it 0), the last of the warm-up has the peak. It reaches the minimum at
 * `max_steps`, one after the last step, and stays there.
 */
export function learningRate(step: number, options: ScheduleOptions): number {
  const { learning_rate, lr_scheduler_type, warmup_steps, max_steps, min_lr_ratio } = options;
  if (step < warmup_steps) return (learning_rate * (step + 1)) / warmup_steps;
  const progress = Math.min(1, (step - warmup_steps) / Math.max(1, max_steps - warmup_steps));
  const decay = { constant: 1, linear: 1 - progress, cosine: (1 + Math.cos(Math.PI * progress)) / 2 }[
    lr_scheduler_type
  ];
  return learning_rate * (min_lr_ratio + (1 - min_lr_ratio) * decay);
}
