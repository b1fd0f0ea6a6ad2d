/** The command that starts the same run in a terminal. */

import type { OptionTexts } from '../options/hash-options';
import { OWN_TASKS, OWN_TASKS_FILE } from '../options/task-choice';
import type { SavedRun } from '../session/run-store';
import { parseSavedModel, savedFolder } from '../store/saved-model';
import type { Settings } from './read-settings';

/** `npx kata train` with every option that differs from its default, quoted for a POSIX shell. `runs`: see `formatFlag`. */
export function trainCommand({ options }: Settings, runs?: readonly SavedRun[]): string {
  const flags = [...options.values()]
    .filter(({ isSet }) => isSet)
    .map(({ field: { name }, text }) => formatFlag(name, text, runs));
  return ['npx kata train', ...flags].join(' ');
}

/** An option of the page as a flag of the command line. A checkpoint of one of these runs is where its .zip is unpacked to. */
export function formatFlag(name: string, text: string, runs: readonly SavedRun[] = []): string {
  const value = name === 'tasks' && text === OWN_TASKS ? OWN_TASKS_FILE : modelFolder(text, runs);
  // After a space it would be taken for another flag.
  const between = value.startsWith('-') ? '=' : ' ';
  return `--${name}${between}${quoted(value)}`;
}

/** The files of this browser that a command with these options reads, in words; undefined where there are none. */
export function filesFor({ model, tasks }: OptionTexts, runs: readonly SavedRun[]): string | undefined {
  const files = [
    model !== undefined && parseSavedModel(model) && `${modelFolder(model, runs)}, the checkpoint of a run below`,
    tasks === OWN_TASKS && `${OWN_TASKS_FILE}, which Settings saves`,
  ].filter(Boolean);
  return files.length === 0 ? undefined : `The command reads what only this browser has: ${files.join(', and ')}.`;
}

function modelFolder(text: string, runs: readonly SavedRun[]): string {
  const kept = parseSavedModel(text);
  const run = runs.find(({ id }) => id === kept?.id);
  return kept && run ? savedFolder(run, kept.checkpoint) : text;
}

const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
