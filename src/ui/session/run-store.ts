/** What the page keeps of its runs, in this browser: their config, everything they measured and wrote, their checkpoints. */

import { freeName } from '../../common/names';
import type { RunInfo, TrainEvent } from '../../rl/records/events';
import type { OptionTexts } from '../options/hash-options';
import type { Evaluated, Measured, RunState, StepGroups } from './run-state';

/** So many runs are kept; a new one takes the place of the oldest. */
export const RUNS_KEPT = 20;
/** So many checkpoints of a run are kept. */
export const CHECKPOINTS_KEPT = 2;

export interface SavedRun {
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  created: number;
  /** The version of Kata that made it: another one may compute other bits. */
  version: string;
  /** The options that were asked for, as text: those that differ from the defaults. */
  options: OptionTexts;
  /** Problems of one's own as JSONL, where the run had some (its `tasks` is `own`). */
  problems?: string;
  /** As the trainer said at its start; absent while nothing has started. */
  info?: RunInfo;
  /** Steps whose update is complete. */
  step: number;
  end?: 'done' | 'aborted';
  /** `checkpoint-<step>`, oldest first: the last `CHECKPOINTS_KEPT`. */
  checkpoints: string[];
  /** The plan of the race that it belongs to, as `runs/race-plan.ts` writes it: runs of one race have the same. */
  race?: string;
  /** A run of another browser, or a checkpoint alone. */
  imported?: boolean;
}

/** The runs of this browser. Reads and writes work in the page and in workers alike. */
export interface RunStore {
  /** All runs, newest first. */
  list(): Promise<SavedRun[]>;
  get(id: string): Promise<SavedRun | undefined>;
  /** Makes a run, or replaces what is known of it. */
  put(run: SavedRun): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** Removes a run with all that belongs to it. */
  remove(id: string): Promise<void>;
  /**
   * Keeps what an event of this run says. Events of a step that is there already replace it, and a `start` takes back the
   * steps after its own. Nothing is kept of a run that is not there, or no longer.
   */
  append(id: string, event: TrainEvent): Promise<void>;
  /** Metrics by step, oldest first. */
  updates(id: string): Promise<Measured[]>;
  evaluations(id: string): Promise<Evaluated[]>;
  /** The judged groups of a step, with what its updates measured on their tokens. */
  groups(id: string, step: number): Promise<StepGroups | undefined>;
  /** Keeps a checkpoint beside the one before, and removes older ones. It is there whole or not at all. */
  saveCheckpoint(id: string, name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  readCheckpoint(id: string, name: string): Promise<Map<string, Uint8Array> | undefined>;
}

/** The step of a checkpoint's name. */
export const stepOfCheckpoint = (name: string): number => Number(name.replace('checkpoint-', ''));

/** The checkpoint that a run can go on from; undefined where it is at its end or has none, or is a model alone. */
export function resumable({ checkpoints, step, info, end }: SavedRun): string | undefined {
  if (info === undefined || isAtEnd({ end, step, info })) return undefined;
  return checkpoints.at(-1);
}

/** Whether a run of this browser was cut off before its first checkpoint. */
export const isLost = (run: SavedRun): boolean =>
  run.info !== undefined && !run.imported && run.checkpoints.length === 0 && !isAtEnd(run);

/** Whether a run came to the end that its own options set: its last step, or all its compute. */
export function isAtEnd({ end, step, info }: Pick<SavedRun, 'end' | 'step' | 'info'>): boolean {
  if (end !== 'done' || info === undefined) return false;
  const { max_gflop, stop_after } = info.options;
  const cutShort = typeof stop_after === 'number' && step >= stop_after;
  return step >= info.max_steps || (typeof max_gflop === 'number' && !cutShort);
}

/** What the page knows of a kept run, with the programs of its last step. */
export async function loadRunState(store: RunStore, { id, info, step, end }: SavedRun): Promise<RunState> {
  const [updates, evaluations, groups] = await Promise.all([
    store.updates(id),
    store.evaluations(id),
    store.groups(id, step),
  ]);
  return { info, step, end, updates, evaluations, groups };
}

/** The name, with a number behind it where another run has it. */
export const freeRunName = (name: string, runs: readonly SavedRun[]): string =>
  freeName(name, (candidate) => runs.some((run) => run.name === candidate));
