/** Different problems of a task set, for what goes through them once: validation, filters, evaluation. */
import { InputError } from '../common/errors';
import type { Problem, Split, TaskSet } from './problem';

/** A level that is used up starts over: draws without a new problem before all of them count as seen. */
const PATIENCE = 200;

export interface Choice {
  splits: readonly Split[];
  levels: readonly number[];
  seed: number;
  /** How many problems at most. */
  n: number;
}

/** The first different problems of the splits, each with the split it is of. */
export function distinctProblems(
  tasks: TaskSet,
  { splits, levels, seed, n }: Choice,
): { problem: Problem; split: Split }[] {
  const found = new Map<string, { problem: Problem; split: Split }>();
  for (const split of splits) {
    const size = tasks.size(split);
    // A file may have a level in one split only: draw from all of them, and choose.
    const from = Number.isFinite(size) ? tasks.levels : levels;
    let repeated = 0;
    for (let index = 0; found.size < n && index < size && repeated < PATIENCE; index++) {
      const problem = tasks.problem(split, seed, index, from);
      if (!levels.includes(problem.level ?? 1)) continue;
      repeated = found.has(problem.id) ? repeated + 1 : 0;
      if (!found.has(problem.id)) found.set(problem.id, { problem, split });
    }
  }
  if (found.size > 0) return [...found.values()];
  throw new InputError(
    `${tasks.name}: no problem of level ${levels.join(', ')} in ${splits.join(', ')}; there are the levels ${tasks.levels.join(', ')}`,
  );
}

/** Whether the training problems of a set are generated without end. */
export const isEndless = (tasks: TaskSet): boolean => tasks.size('train') === Number.POSITIVE_INFINITY;
