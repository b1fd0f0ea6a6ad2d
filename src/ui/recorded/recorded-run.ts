/** A real run, told again: what a visitor sees before anything was trained. `bench/record-run.mjs` makes the file. */
import type { RunState, StepGroups } from '../session/run-state';
import { unpack } from '../store/pack';

/** What is in the file. */
export interface Recording {
  state: RunState;
  /** A few groups of each step. */
  groups: StepGroups[];
}

export interface RecordedRun {
  state: RunState;
  groups(step: number): StepGroups | undefined;
}

/** Reads the bytes of a recording. */
export async function readRecording(bytes: Uint8Array): Promise<RecordedRun> {
  const { state, groups } = (await unpack(bytes)) as Recording;
  const byStep = new Map(groups.map((step) => [step.step, step]));
  return { state: { ...state, groups: byStep.get(state.step) }, groups: (step) => byStep.get(step) };
}
