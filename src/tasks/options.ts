/** The options of where problems come from. */
import { z } from 'zod';

export const taskOptions = z.object({
  tasks: z.string().min(1).default('spec-to-function').meta({
    description:
      'A built-in task set by name, several joined by commas (asked in turn), or a file FILE.jsonl of problems with unit tests.',
    source: 'kata',
    group: 'tasks',
  }),
  levels: z.array(z.int().min(1)).min(1).nullable().default(null).meta({
    description:
      'The levels of difficulty that problems are drawn from, in turn; a level named twice comes up twice. none: all that the tasks have.',
    source: 'kata',
    group: 'tasks',
  }),
});
export type TaskOptions = z.infer<typeof taskOptions>;
