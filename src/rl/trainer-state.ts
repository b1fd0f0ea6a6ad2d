/** What a run must remember beside the weights to go on as if it had never stopped: counters and the optimizer's moments. */
import { InputError } from '../common/errors';
import { type FileSource, readJson, readRequired } from '../model/files';
import type { Learner } from '../model/learner';
import { readSafetensors, writeSafetensors } from '../model/safetensors';

export interface TrainerState {
  /** Steps done. */
  step: number;
  /** Optimizer steps done. */
  updates: number;
  /** Programs sampled: the run-wide index of the next one. */
  samples: number;
  num_tokens: number;
  flops: number;
}

export const INITIAL_STATE: TrainerState = { step: 0, updates: 0, samples: 0, num_tokens: 0, flops: 0 };

const STATE = 'trainer_state.json';
const OPTIMIZER = 'optimizer.safetensors';

/** The files that a checkpoint adds to those of the model. */
export async function stateFiles(state: TrainerState, learner: Learner): Promise<Map<string, Uint8Array>> {
  return new Map([
    [STATE, new TextEncoder().encode(`${JSON.stringify(state, null, 2)}\n`)],
    [OPTIMIZER, writeSafetensors(await learner.parameters.moments())],
  ]);
}

/** The counters of a checkpoint. */
export async function readState(files: FileSource): Promise<TrainerState> {
  const json = (await readJson(files, STATE)) as Partial<TrainerState> | undefined;
  const name = files.nameOf(STATE);
  if (!json)
    throw new InputError(`${name} is missing: resume_from_checkpoint needs a folder checkpoint-<step> of a run`);
  for (const key of Object.keys(INITIAL_STATE) as (keyof TrainerState)[]) {
    if (typeof json[key] !== 'number') throw new InputError(`${name}: ${key} is missing`);
  }
  return json as TrainerState;
}

/** Loads the optimizer's moments of a checkpoint. */
export async function restoreOptimizer(files: FileSource, state: TrainerState, learner: Learner): Promise<void> {
  const name = files.nameOf(OPTIMIZER);
  learner.parameters.loadMoments(readSafetensors(await readRequired(files, OPTIMIZER), name).tensors, name);
  learner.updates = state.updates;
}
