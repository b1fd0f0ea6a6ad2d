/**
 * A checkpoint as a .zip with a run's folder in it: the checkpoint in Hugging Face's layout, with what the trainer needs to go
 * on, and beside it the run's options and what it measured so far. `kata train --resume_from_checkpoint` goes on from it, and
 * so does the page.
 */

import { type Zippable, zipSync } from 'fflate';
import { formatJsonl } from '../../common/json';
import { CONFIG_FILE, EVALUATIONS_FILE, METRICS_FILE } from '../../rl/records/run-log';
import { OWN_TASKS_FILE } from '../options/task-choice';
import { type RunStore, type SavedRun, stepOfCheckpoint } from '../session/run-store';
import { savedFolder, savedRunFolder } from '../store/saved-model';
import { configText, evaluationRows, metricsRows } from './run-files';

/** `name`: the checkpoint, the run's last one by default. */
export async function checkpointZip(
  store: RunStore,
  run: SavedRun,
  name = run.checkpoints.at(-1)!,
): Promise<Uint8Array> {
  const files = await store.readCheckpoint(run.id, name);
  if (!files) throw new Error(`${run.name}: ${name} is no longer in this browser`);
  const zipped: Zippable = {};
  const put = (path: string, bytes: Uint8Array) => {
    // Weights are noise to a compressor.
    zipped[path] = [bytes, { level: path.endsWith('.safetensors') ? 0 : 6 }];
  };
  for (const [file, bytes] of files) put(`${savedFolder(run, name)}/${file}`, bytes);
  if (run.info) {
    const upTo = <R extends { step: number }>(rows: readonly R[]) =>
      rows.filter(({ step }) => step <= stepOfCheckpoint(name));
    const evaluations = upTo(await store.evaluations(run.id));
    const text = (file: string, content: string) =>
      put(`${savedRunFolder(run)}/${file}`, new TextEncoder().encode(content));
    text(CONFIG_FILE, configText(run));
    text(METRICS_FILE, formatJsonl(metricsRows(upTo(await store.updates(run.id)), evaluations)));
    text(EVALUATIONS_FILE, formatJsonl(evaluationRows(evaluations)));
    if (run.problems !== undefined) text(OWN_TASKS_FILE, run.problems);
  }
  return zipSync(zipped);
}
