/** Task sets by name or by file, for Node. */
import { readFile } from 'node:fs/promises';
import { InputError, messageOf } from '../common/errors';
import { parseTasks } from './jsonl';
import type { TaskSet } from './problem';
import { openTaskSet } from './registry';

/** Whether `--tasks` names a file. */
export const isTaskFile = (nameOrFile: string): boolean => /\.jsonl$/i.test(nameOrFile);

/** The task set of `--tasks`: a built-in name, or the path of a JSONL file. */
export async function openTasks(nameOrFile: string): Promise<TaskSet> {
  if (!isTaskFile(nameOrFile)) return openTaskSet(nameOrFile);
  let text: string;
  try {
    text = await readFile(nameOrFile, 'utf8');
  } catch (error) {
    throw new InputError(`tasks: cannot read ${nameOrFile} (${messageOf(error)})`);
  }
  return parseTasks(text, nameOrFile);
}
