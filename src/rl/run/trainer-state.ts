/** The state beside the weights that a run resumes from: its counters and the optimizer's moments. */
import { z } from 'zod';
import { InputError } from '../../common/errors';
import { type Checkpoint, checkpointFiles } from '../../model/checkpoint';
import { type FileSource, readJson, readRequired } from '../../model/files';
import type { Parameters } from '../../model/parameters';
import { readSafetensors, writeSafetensors } from '../../model/safetensors';
import { curriculumState, INITIAL_CURRICULUM_STATE } from '../curriculum/curriculum';
import { INITIAL_STAGE_STATE, stageState } from '../curriculum/stages';
import type { CheckpointEvent } from '../records/events';
import { entropyState, INITIAL_ENTROPY_STATE } from '../update/entropy-control';

const trainerState = z.object({
  /** Steps done. */
  step: z.number(),
  /** Optimizer steps done. */
  updates: z.number(),
  /** Programs sampled: the run-wide index of the next one. */
  samples: z.number(),
  num_tokens: z.number(),
  flops: z.number(),
  /** FLOPs of the last step: the expected cost of the next one. */
  step_flops: z.number().default(0),
  /** The states of stages, curriculum and entropy controller; only in reinforcement learning. */
  stage: stageState.optional(),
  curriculum: curriculumState.optional(),
  entropy: entropyState.optional(),
});
export type TrainerState = z.infer<typeof trainerState>;

const INITIAL_STATE: TrainerState = { step: 0, updates: 0, samples: 0, num_tokens: 0, flops: 0, step_flops: 0 };

/** The state of a run of reinforcement learning. */
export type RunState = Required<TrainerState>;

export const INITIAL_RUN_STATE: RunState = {
  ...INITIAL_STATE,
  stage: INITIAL_STAGE_STATE,
  curriculum: INITIAL_CURRICULUM_STATE,
  entropy: INITIAL_ENTROPY_STATE,
};

/** Whether a run of these options has come to its own end: all its steps are done, or another would cost too much. */
export function isComplete(
  { step, flops, step_flops }: Pick<TrainerState, 'step' | 'flops' | 'step_flops'>,
  { max_steps, max_gflop }: { max_steps: number; max_gflop?: number | null },
): boolean {
  return step >= max_steps || (step > 0 && flops + step_flops > (max_gflop ?? Infinity) * 1e9);
}

/** Whether nothing is left to do: the run has come to its own end, or this part of it to `stop_after`. */
export function isOver(
  state: TrainerState,
  options: { max_steps: number; max_gflop?: number | null; stop_after: number | null },
): boolean {
  return isComplete(state, options) || (options.stop_after !== null && state.step >= options.stop_after);
}

/** A learner, as far as a checkpoint holds it. */
interface Learning {
  parameters: Parameters;
  /** Optimizer steps made. */
  updates: number;
}

const STATE = 'trainer_state.json';
const OPTIMIZER = 'optimizer.safetensors';

/** Keeps a checkpoint; it is complete when the promise is fulfilled. */
export type SaveCheckpoint = (name: string, files: Map<string, Uint8Array>) => Promise<void>;

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Keeps the checkpoints of a run, if it has a `save`: all it needs to resume after the step of `state`, and what `more` it must
 * remember. Undefined where there is nothing to keep: no step was made, or its checkpoint was kept already.
 */
export function checkpointKeeper(
  save: SaveCheckpoint | undefined,
  model: Checkpoint,
  learner: Learning,
  { step: first }: TrainerState,
) {
  let saved = first;
  return async (state: TrainerState, more?: () => Files | Promise<Files>): Promise<CheckpointEvent | undefined> => {
    const { step } = state;
    if (!save || step === saved) return undefined;
    const files = await checkpointFiles(model);
    files.set(STATE, new TextEncoder().encode(`${JSON.stringify(state, null, 2)}\n`));
    files.set(OPTIMIZER, writeSafetensors(await learner.parameters.moments()));
    const name = `checkpoint-${step}`;
    await save(name, new Map([...files, ...((await more?.()) ?? [])]));
    saved = step;
    return { type: 'checkpoint', step, name };
  };
}

/** The counters of a checkpoint; without one, those of a new run. A file that is missing or malformed is an InputError. */
export async function readState(files: FileSource | undefined): Promise<TrainerState> {
  if (!files) return { ...INITIAL_STATE };
  const json = await readJson(files, STATE);
  const name = files.nameOf(STATE);
  if (!json)
    throw new InputError(`${name} is missing: resume_from_checkpoint needs a folder checkpoint-<step> of a run`);
  const parsed = trainerState.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new InputError(`${name}: ${path.join('.')}: ${message.replace(/^Invalid input: /, '')}`);
}

/** Loads the optimizer's moments of a checkpoint. */
export async function restoreOptimizer(files: FileSource, state: TrainerState, learner: Learning): Promise<void> {
  const name = files.nameOf(OPTIMIZER);
  learner.parameters.loadMoments(readSafetensors(await readRequired(files, OPTIMIZER), name).tensors, name);
  learner.updates = state.updates;
}
