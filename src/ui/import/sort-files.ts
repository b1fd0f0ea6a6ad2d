/** Files as what they make together: checkpoints, the runs around them, sets of problems. */
import { OWN_TASKS_FILE } from '../options/task-choice';
import {
  baseName,
  CHECKPOINT_FILES,
  type CheckpointKind,
  detectKind,
  type FileKind,
  type LogKind,
  WANTED,
} from './file-kind';
import type { GivenFile } from './given-files';

export interface FoundCheckpoint {
  /** The folder it was in; empty for files that came without one. */
  folder: string;
  /** By their names in a checkpoint's folder. */
  files: Map<string, GivenFile>;
}

export interface FoundRun {
  folder: string;
  logs: Partial<Record<Exclude<LogKind, 'problems'>, GivenFile>>;
  /** Problems of one's own that the run trained on. */
  problems?: GivenFile;
  checkpoints: FoundCheckpoint[];
}

interface Sorted {
  runs: FoundRun[];
  problems: GivenFile[];
  /** A sentence for each file that cannot be used, which begins with its name. */
  wrong: string[];
}

type AloneKind = 'run config' | 'evaluations';

/** Logs that make no run without others, and what is missing. */
const ALONE: Record<AloneKind, string> = {
  'run config':
    'the options of a run, and nothing that it measured; choose it together with the metrics.jsonl, rollouts.jsonl or checkpoint of the run.',
  evaluations: 'what was found on each held-out problem; choose it together with the metrics.jsonl of its run.',
};

const isOfCheckpoint = (kind: FileKind): kind is CheckpointKind => kind in CHECKPOINT_FILES;

export function sortFiles(files: readonly GivenFile[]): Sorted {
  const wrong: string[] = [];
  const checkpoints = new Map<string, FoundCheckpoint>();
  const runs = new Map<string, FoundRun>();
  const problems: GivenFile[] = [];
  const known = files.flatMap((file) => {
    const kind = detectKind(file);
    if (typeof kind === 'string') return [{ file, kind, folder: parentFolder(file.path) }];
    wrong.push(`${file.path}: ${kind.wrong}.`);
    return [];
  });
  for (const { file, kind, folder } of known) {
    if (!isOfCheckpoint(kind)) continue;
    const checkpoint = checkpoints.get(folder) ?? { folder, files: new Map() };
    const name = CHECKPOINT_FILES[kind];
    const other = checkpoint.files.get(name);
    if (other)
      wrong.push(`${file.path}: beside ${other.path}, one ${name} too many; choose the files of one checkpoint.`);
    else checkpoint.files.set(name, file);
    checkpoints.set(folder, checkpoint);
  }
  const runAt = (folder: string): FoundRun => {
    const run = runs.get(folder) ?? { folder, logs: {}, checkpoints: [] };
    runs.set(folder, run);
    return run;
  };
  for (const { file, kind, folder } of known) {
    if (isOfCheckpoint(kind) || kind === 'by-catch' || kind === 'problems') continue;
    runAt(folder).logs[kind] ??= file;
  }
  for (const { file, kind, folder } of known) {
    if (kind !== 'problems') continue;
    const run = runs.get(folder);
    if (run?.logs['run config'] && baseName(file.path) === OWN_TASKS_FILE) run.problems = file;
    else problems.push(file);
  }
  for (const checkpoint of checkpoints.values()) {
    const lonely = lonelyFile(checkpoint);
    if (lonely) wrong.push(lonely);
    else
      runAt(runs.has(checkpoint.folder) ? checkpoint.folder : runFolder(checkpoint.folder)).checkpoints.push(
        checkpoint,
      );
  }
  for (const [folder, { logs, checkpoints, problems: own }] of runs) {
    if (logs.metrics || logs.rollouts || checkpoints.length > 0) continue;
    runs.delete(folder);
    if (own) problems.push(own);
    for (const [kind, { path }] of Object.entries(logs)) wrong.push(`${path}: ${ALONE[kind as AloneKind]}`);
  }
  const nothing = files.length > 0 && wrong.length === 0 && runs.size === 0 && problems.length === 0;
  if (nothing) wrong.push(`${files[0].path}: not one of the files that are read here. ${WANTED}.`);
  return { runs: [...runs.values()], problems, wrong };
}

/** Files of a checkpoint without its weights. */
function lonelyFile({ files }: FoundCheckpoint): string | undefined {
  if (files.has(CHECKPOINT_FILES.weights)) return undefined;
  const [{ path }] = files.values();
  return `${path}: it came without the model.safetensors of its checkpoint; choose all files of the checkpoint together, or its folder.`;
}

const parentFolder = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** The folder of the run that a checkpoint's folder belongs to; itself where it is a model alone. */
function runFolder(folder: string): string {
  return /(^|\/)checkpoint-\d+$/.test(folder) ? parentFolder(folder) : folder;
}
