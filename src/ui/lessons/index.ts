/** All lessons, in the order in which they build on each other. */
import { clipping } from './clipping';
import { curriculum } from './curriculum';
import { entropy } from './entropy';
import { groups } from './groups';
import { hacking } from './hacking';
import { length } from './length';
import type { Lesson } from './lesson';
import { loop } from './loop';
import { losses } from './losses';
import { rewardModel } from './reward-model';
import { seeds } from './seeds';

export const LESSONS: readonly Lesson[] = [
  loop,
  groups,
  clipping,
  losses,
  entropy,
  hacking,
  length,
  rewardModel,
  curriculum,
  seeds,
];

export const findLesson = (name: string): Lesson | undefined => LESSONS.find((lesson) => lesson.name === name);
