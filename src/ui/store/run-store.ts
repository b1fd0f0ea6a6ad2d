/** What the page keeps of its runs, in this browser: their config, everything they measured and wrote, their checkpoints. */
import type { RunInfo, TrainEvent } from '../../rl/events';
import type { OptionTexts } from '../hash-options';
import type { Measured, StepGroups } from '../run-state';

export interface KeptRun {
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  created: number;
  /** The options that were asked for, as text: those that differ from the defaults. */
  options: OptionTexts;
  /** Problems of one's own as JSONL, where the run had some (its `tasks` is `own`). */
  problems?: string;
  /** As the trainer said at its start; absent while nothing has started. */
  info?: RunInfo;
  /** Steps whose update is complete. */
  step: number;
  end?: 'done' | 'aborted';
  /** `checkpoint-<step>`, oldest first. */
  checkpoints: string[];
  /** Runs of one race have the same. */
  race?: string;
  /** A run of another browser, or a checkpoint alone. */
  imported?: boolean;
}

/** The runs of this browser. Reads and writes work in the page and in workers alike. */
export interface RunStore {
  /** All runs, newest first. */
  list(): Promise<KeptRun[]>;
  get(id: string): Promise<KeptRun | undefined>;
  /** Makes a run, or replaces what is known of it. */
  put(run: KeptRun): Promise<void>;
  /** Removes a run with all that belongs to it. */
  remove(id: string): Promise<void>;
  /** Keeps what an event of this run says. Events of a step that is there already replace it. */
  append(id: string, event: TrainEvent): Promise<void>;
  /** Metrics by step, oldest first. */
  updates(id: string): Promise<Measured[]>;
  evaluations(id: string): Promise<Measured[]>;
  /** The judged groups of a step. */
  groups(id: string, step: number): Promise<StepGroups | undefined>;
  saveCheckpoint(id: string, name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  readCheckpoint(id: string, name: string): Promise<Map<string, Uint8Array> | undefined>;
}
