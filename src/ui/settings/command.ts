/** The command that starts the same run in a terminal. */

import { OWN_TASKS } from '../options/task-choice';
import { keptModel } from '../store/kept-model';
import type { Settings } from './read-settings';

/** The file that the command takes for the problems that somebody wrote in this page. */
export const OWN_TASKS_FILE = 'own.jsonl';

/** `npx kata train` with every option that differs from its default, quoted for a POSIX shell. */
export function commandOf({ options }: Settings): string {
  const flags = [...options.values()]
    .filter(({ isSet }) => isSet)
    .map(({ field: { name }, text }) => flagOf(name, text));
  return ['npx kata train', ...flags].join(' ');
}

/** An option of the page as a flag of the command line; a checkpoint of this browser by the name of its folder once it is saved. */
export function flagOf(name: string, text: string): string {
  const value = name === 'tasks' && text === OWN_TASKS ? OWN_TASKS_FILE : (keptModel(text)?.checkpoint ?? text);
  // After a space it would be taken for another flag.
  const between = value.startsWith('-') ? '=' : ' ';
  return `--${name}${between}${quoted(value)}`;
}

const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
