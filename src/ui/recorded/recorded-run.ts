/** A real run, told again: what a visitor sees before anything was trained. `bench/record-run.mjs` makes the file. */
import type { RunState, StepGroups } from '../session/run-state';
import { read, unpack } from '../store/pack';

/** What is in the file. */
export interface Recording {
  state: RunState;
  /** A few groups of each step, flattened: they are read when they are looked at, and the page starts without them. */
  groups: Record<number, Uint8Array>;
}

export interface RecordedRun {
  state: RunState;
  groups(step: number): StepGroups | undefined;
}

/** Reads the bytes of a recording. */
export async function readRecording(bytes: Uint8Array): Promise<RecordedRun> {
  const recording = (await unpack(bytes)) as Recording;
  const groups = (step: number) => {
    const flat = recording.groups[step];
    return flat && (read(flat) as StepGroups);
  };
  const { state } = recording;
  return { state: { ...state, groups: groups(state.step) }, groups };
}
