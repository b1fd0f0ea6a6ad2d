/**
 * The folder of a run: `config.json` (all options), `metrics.jsonl` (a line for each step and each evaluation),
 * `evaluations.jsonl` (for each evaluation, how many programs of each problem passed), `rollouts.jsonl` (a line for each
 * group of programs) and the `checkpoint-<step>` folders.
 */

import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError, InputError, messageOf } from '../../common/errors';
import { formatJsonl, parseJsonl } from '../../common/json';
import { freeName } from '../../common/names';
import type { FileSource } from '../../model/files';
import { CALL_OPTIONS } from '../../rl/options/commands/train';
import type { Metrics, TrainEvent } from '../../rl/records/events';
import {
  CONFIG_FILE,
  EVALUATIONS_FILE,
  type EvaluationRow,
  METRICS_FILE,
  type MetricsRow,
  metricsRow,
  ROLLOUTS_FILE,
  restoreMetrics,
  rolloutRows,
} from '../../rl/records/run-log';
import type { SaveCheckpoint } from '../../rl/run/trainer-state';
import { folder, isFolder, readJsonFile, writeFolder, writeWhole } from '../files';

/** The options of the run that a checkpoint belongs to; none where the checkpoint stands alone. */
export function optionsOfCheckpoint(checkpoint: string): Record<string, unknown> {
  if (!isFolder(checkpoint)) throw new InputError(`resume_from_checkpoint: there is no folder ${checkpoint}`);
  const file = join(dirname(resolve(checkpoint)), CONFIG_FILE);
  if (!existsSync(file)) return {};
  const config = readJsonFile(file, 'resume_from_checkpoint') as Record<string, unknown>;
  return Object.fromEntries(Object.entries(config).filter(([name]) => !CALL_OPTIONS.has(name)));
}

/**
 * Where a run goes. A resumed one goes on in its own folder; a new one never writes into another's: a folder that was asked
 * for must be empty, and the folder by default gets a number behind its name.
 */
export function chooseFolder(
  wanted: string,
  { explicit, resume }: { explicit: boolean; resume: string | null },
): string {
  const own = resume === null ? undefined : dirname(resolve(resume));
  if (own !== undefined && !explicit && existsSync(join(own, CONFIG_FILE))) return own;
  if (isFree(wanted) || resolve(wanted) === own) return wanted;
  if (explicit) {
    throw new InputError(
      `output_dir: ${wanted} is not empty; choose another folder, or go on with its run by --resume_from_checkpoint`,
    );
  }
  return freeName(wanted, (path) => !isFree(path));
}

const isFree = (path: string): boolean => !existsSync(path) || (isFolder(path) && readdirSync(path).length === 0);

export class RunFolder {
  constructor(
    readonly path: string,
    /** The checkpoint to go on from: what its run logged up to then is kept, what came later is cut off. */
    private readonly resume: string | null,
  ) {}

  /** Writes the folder's first files: the options, and the logs of the steps already done, whose metrics it gives. */
  async open(options: Record<string, unknown>, stepsDone: number): Promise<{ step: number; metrics: Metrics }[]> {
    for (const log of [METRICS_FILE, EVALUATIONS_FILE, ROLLOUTS_FILE]) {
      const earlier = this.resume === null ? '' : logUpTo(dirname(resolve(this.resume)), log, stepsDone);
      const file = join(this.path, log);
      if (log === METRICS_FILE || earlier !== '' || existsSync(file)) await writeWhole(file, earlier);
    }
    await writeWhole(join(this.path, CONFIG_FILE), `${JSON.stringify(options, null, 2)}\n`);
    return readMetrics(this.path).map(({ step, ...metrics }) => ({ step, metrics }));
  }

  /** Keeps what is worth keeping of an event. */
  write(event: TrainEvent): void {
    if (event.type === 'update' || event.type === 'evaluation') {
      this.#append(METRICS_FILE, [metricsRow(event)]);
      if ('problems' in event) this.#append(EVALUATIONS_FILE, [{ step: event.step, problems: event.problems }]);
    } else if (event.type === 'verdicts') {
      this.#append(ROLLOUTS_FILE, rolloutRows(event.step, event.groups));
    }
  }

  /** The checkpoint to go on from as a source of files; undefined for a new run. */
  get checkpoint(): FileSource | undefined {
    return this.resume === null ? undefined : folder(this.resume, 'resume_from_checkpoint');
  }

  /** Keeps a checkpoint; the folder `name` is complete or not there. */
  readonly save: SaveCheckpoint = (name, files) => writeFolder(join(this.path, name), files);

  #append(log: string, rows: object[]): void {
    const file = join(this.path, log);
    try {
      appendFileSync(file, formatJsonl(rows));
    } catch (error) {
      throw new EnvironmentError(`cannot write ${file} (${messageOf(error)})`, 'Free some space, then resume.');
    }
  }
}

/** What a run has left in its folder. */
export interface RunRecords {
  config: Record<string, unknown>;
  metrics: MetricsRow[];
  evaluations: EvaluationRow[];
  /** The steps of its checkpoints, in order. */
  checkpoints: number[];
}

/** The records of a run, finished or not; undefined where there is none. */
export function readRun(path: string): RunRecords | undefined {
  if (!existsSync(join(path, CONFIG_FILE))) return undefined;
  return {
    config: readJsonFile(join(path, CONFIG_FILE), 'output_dir') as Record<string, unknown>,
    metrics: readMetrics(path),
    evaluations: readLog(path, EVALUATIONS_FILE) as EvaluationRow[],
    checkpoints: readdirSync(path)
      .map((name) => /^checkpoint-(\d+)$/.exec(name)?.[1])
      .filter((step) => step !== undefined)
      .map(Number)
      .sort((a, b) => a - b),
  };
}

/** The text of a log up to a step, that step included. */
function logUpTo(folder: string, log: string, step: number): string {
  const rows = log === METRICS_FILE ? readMetrics(folder) : (readLog(folder, log) as { step: number }[]);
  return formatJsonl(rows.filter((row) => row.step <= step));
}

const readMetrics = (folder: string): MetricsRow[] =>
  (readLog(folder, METRICS_FILE) as MetricsRow[]).map(restoreMetrics);

/** The rows of a log, none where there is no log. A last line that was cut off by a crash is left out. */
function readLog(folder: string, log: string): unknown[] {
  const file = join(folder, log);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  return parseJsonl(text.slice(0, text.lastIndexOf('\n') + 1), file);
}
