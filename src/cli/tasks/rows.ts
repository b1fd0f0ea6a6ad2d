/** The problems that a command of `kata tasks` goes through: those of a file, or some of a built-in set. */
import { z } from 'zod';
import { distinctProblems } from '../../tasks/distinct';
import { readRows } from '../../tasks/jsonl';
import { isTaskFile, openTasks } from '../../tasks/node-open';
import type { Problem, Split } from '../../tasks/problem';
import { readText } from '../files';
import { option } from '../option';

export interface ProblemRow {
  problem: Problem;
  split?: Split;
}

/** Which problems a command goes through. */
export const rowOptions = (group: string) => ({
  n: option(
    group,
    z.int().min(1).nullable().default(null),
    'Maximum number of problems; none: all of a file, 100 of a built-in set.',
  ),
  split: option(
    group,
    z.enum(['train', 'heldout']).default('train'),
    'Split of a built-in set to use; a file is used whole.',
  ),
});

/** The rows of a file in their order, or problems drawn from a built-in set. `command` names who reads it in errors. */
export async function readOrDrawProblems(
  name: string,
  command: string,
  { n, split, seed }: { n: number | null; split: Split; seed: number },
): Promise<ProblemRow[]> {
  if (isTaskFile(name)) return readRows(readText(name, command), name).slice(0, n ?? undefined);
  const tasks = await openTasks(name);
  return distinctProblems(tasks, { splits: [split], levels: tasks.levels, seed, n: n ?? 100 });
}
