/** A real run, replayed: what a visitor sees before anything was trained. `bench/record-run.mjs` makes the file. */

import { restoreGroup, restoreTokenRecords } from '../../rl/records/group';
import { restoreMetrics } from '../../rl/records/run-log';
import type { RecordedRun } from '../session/playback';
import type { Evaluated, RunState, StepGroups } from '../session/run-state';
import { unflatten, unpack } from '../store/pack';
import file from './run.bin?url';

/** What is in the file. */
export interface Recording {
  state: RunState;
  /** A few groups of each step, flattened: they are read when they are looked at, and the page starts without them. */
  groups: Record<number, Uint8Array>;
}

/** Fetches the recorded run. */
export async function loadRecording(): Promise<RecordedRun> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`the recorded run did not load: the server says ${response.status}`);
  return readRecording(new Uint8Array(await response.arrayBuffer()));
}

/** Reads the bytes of a recording. */
async function readRecording(bytes: Uint8Array): Promise<RecordedRun> {
  const recording = (await unpack(bytes)) as Recording;
  const groups = (step: number) => {
    const flat = recording.groups[step];
    if (!flat) return undefined;
    const recorded = unflatten(flat) as StepGroups;
    const tokens = recorded.tokens && restoreTokenRecords(recorded.tokens);
    return { ...recorded, groups: recorded.groups.map(restoreGroup), tokens };
  };
  const restored = (rows: readonly Evaluated[]) =>
    rows.map((row) => ({ ...row, metrics: restoreMetrics(row.metrics) }));
  const state: RunState = {
    ...recording.state,
    updates: restored(recording.state.updates),
    evaluations: restored(recording.state.evaluations),
  };
  return { state: { ...state, groups: groups(state.step) }, groups };
}
