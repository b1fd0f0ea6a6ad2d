import { expect, test } from 'vitest';
import { LR_SCHEDULER_TYPES } from '../../../src/rl/options/optimizer';
import { learningRate, type ScheduleOptions } from '../../../src/rl/policy/learning-rate';

const options = (changes: Partial<ScheduleOptions> = {}): ScheduleOptions => ({
  learning_rate: 1,
  lr_scheduler_type: 'constant',
  warmup_steps: 4,
  max_steps: 14,
  min_lr_ratio: 0,
  ...changes,
});
const rates = (changes: Partial<ScheduleOptions>, steps: number[]) =>
  steps.map((step) => learningRate(step, options(changes)));

test('every schedule learns from its first step and peaks at the last of the warm-up', () => {
  for (const lr_scheduler_type of LR_SCHEDULER_TYPES) {
    expect(rates({ lr_scheduler_type }, [0, 1, 2, 3, 4])).toEqual([0.25, 0.5, 0.75, 1, 1]);
  }
});

test('constant stays, linear and cosine fall to the minimum and stay there', () => {
  expect(rates({}, [9, 13, 100])).toEqual([1, 1, 1]);
  const close = (actual: number[], expected: number[]) =>
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 12);
    });
  close(rates({ lr_scheduler_type: 'linear' }, [9, 14, 99]), [0.5, 0, 0]);
  close(rates({ lr_scheduler_type: 'linear', min_lr_ratio: 0.1 }, [9, 14, 99]), [0.55, 0.1, 0.1]);
  close(rates({ lr_scheduler_type: 'cosine' }, [9, 14, 99]), [0.5, 0, 0]);
  close(rates({ lr_scheduler_type: 'cosine', min_lr_ratio: 0.1 }, [14, 99]), [0.1, 0.1]);
});

test('a run without warm-up, and one that ends within it', () => {
  for (const lr_scheduler_type of LR_SCHEDULER_TYPES) {
    expect(learningRate(0, options({ lr_scheduler_type, warmup_steps: 0, max_steps: 1 }))).toBe(1);
    expect(rates({ lr_scheduler_type, max_steps: 2 }, [0, 1])).toEqual([0.25, 0.5]);
  }
});

test('no step of a run has rate 0, and cosine never rises after the warm-up', () => {
  const all = Array.from({ length: 14 }, (_, step) => learningRate(step, options({ lr_scheduler_type: 'cosine' })));
  expect(Math.min(...all)).toBeGreaterThan(0);
  for (let step = 5; step < 14; step++) expect(all[step]).toBeLessThan(all[step - 1]);
});
