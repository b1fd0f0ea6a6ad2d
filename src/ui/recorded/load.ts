/** Fetches the recorded run. */
import { type RecordedRun, readRecording } from './recorded-run';
import file from './run.bin?url';

export async function loadRecording(): Promise<RecordedRun> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`the recorded run did not load: the server says ${response.status}`);
  return readRecording(new Uint8Array(await response.arrayBuffer()));
}
