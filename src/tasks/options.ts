/** The options of where problems come from. */
import { z } from 'zod';
import { optionGroup } from '../common/options/option';

const option = optionGroup('tasks', { scope: ['stage', 'evaluation'] });

export const taskOptions = z.object({
  tasks: option(
    z.string().min(1).default('spec-to-function'),
    'Problems: the name of a built-in task set, several names joined by commas (which take turns), or a file FILE.jsonl of problems with unit tests.',
  ),
  levels: option(
    z.array(z.int().min(1)).min(1).nullable().default(null),
    'Levels of difficulty to draw problems from, in turn. A level named twice comes up twice as often. none: all levels of the tasks.',
  ),
});
