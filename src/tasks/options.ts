/** The options of where problems come from. */
import { z } from 'zod';

export const taskOptions = z.object({
  tasks: z.string().min(1).default('spec-to-function').meta({
    description:
      'Problems: the name of a built-in task set, several names joined by commas (which take turns), or a file FILE.jsonl of problems with unit tests.',
    source: 'kata',
    group: 'tasks',
  }),
  levels: z.array(z.int().min(1)).min(1).nullable().default(null).meta({
    description:
      'Levels of difficulty to draw problems from, in turn. A level named twice comes up twice as often. none: all levels of the tasks.',
    source: 'kata',
    group: 'tasks',
  }),
});
