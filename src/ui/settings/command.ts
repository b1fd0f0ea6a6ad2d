/** The command that starts the same run in a terminal. */

import type { OptionTexts } from '../options/hash-options';
import { OWN_TASKS, OWN_TASKS_FILE } from '../options/task-choice';
import type { SavedRun } from '../session/run-store';
import { keptModel, savedFolder } from '../store/saved-model';
import type { Settings } from './read-settings';

/** `npx kata train` with every option that differs from its default, quoted for a POSIX shell. `runs`: see `flagOf`. */
export function commandOf({ options }: Settings, runs?: readonly SavedRun[]): string {
  const flags = [...options.values()]
    .filter(({ isSet }) => isSet)
    .map(({ field: { name }, text }) => flagOf(name, text, runs));
  return ['npx kata train', ...flags].join(' ');
}

/** An option of the page as a flag of the command line. A checkpoint of one of these runs is where its .zip is unpacked to. */
export function flagOf(name: string, text: string, runs: readonly SavedRun[] = []): string {
  const value = name === 'tasks' && text === OWN_TASKS ? OWN_TASKS_FILE : folderOf(text, runs);
  // After a space it would be taken for another flag.
  const between = value.startsWith('-') ? '=' : ' ';
  return `--${name}${between}${quoted(value)}`;
}

/** The files of this browser that a command with these options reads, in words; undefined where there are none. */
export function filesFor({ model, tasks }: OptionTexts, runs: readonly SavedRun[]): string | undefined {
  const files = [
    model !== undefined && keptModel(model) && `${folderOf(model, runs)}, the checkpoint of a run below`,
    tasks === OWN_TASKS && `${OWN_TASKS_FILE}, which Settings saves`,
  ].filter(Boolean);
  return files.length === 0 ? undefined : `The command reads what only this browser has: ${files.join(', and ')}.`;
}

function folderOf(text: string, runs: readonly SavedRun[]): string {
  const kept = keptModel(text);
  const run = runs.find(({ id }) => id === kept?.id);
  return kept && run ? savedFolder(run, kept.checkpoint) : text;
}

const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
