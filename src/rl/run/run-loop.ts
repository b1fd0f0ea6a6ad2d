/**
 * The loop of every trainer: from the `start` event to the `end` event, steps with evaluations and checkpoints between them.
 * An async generator of events; whoever consumes them decides what to show and keep, and drives the loop by asking for the
 * next one.
 */
import type { TrainOptions } from '../options/commands/train';
import { flopsOf, type Policy } from '../policy/policy';
import type { CheckpointEvent, Metrics, RunInfo, TrainEvent } from '../records/events';
import { isComplete, isOver, type TrainerState } from './trainer-state';

/** Without `eval_steps` and `eval_gflop` the model is evaluated before the first step and after the last one only. */
type LoopOptions = Pick<TrainOptions, 'max_steps' | 'stop_after' | 'save_steps'> &
  Partial<Pick<TrainOptions, 'max_gflop' | 'eval_steps' | 'eval_gflop'>>;

/** The measurements of an `evaluation` event. */
export type Evaluation = Omit<Extract<TrainEvent, { type: 'evaluation' }>, 'type' | 'step'>;

export interface Loop {
  run: RunInfo;
  options: LoopOptions;
  /** The counters of the run. Each step updates them in place. */
  state: TrainerState;
  /** Ends the run after the last complete step. An error that is the signal's reason ends it within a step. */
  signal?: AbortSignal;
  /** The events between the evaluation before the first step and that step. */
  begin?(): AsyncIterable<TrainEvent>;
  step(): AsyncIterable<TrainEvent>;
  /** Measures the model on held-out problems; absent where there are none. Only before the first step it gets the signal. */
  evaluate?(signal?: AbortSignal): Promise<Evaluation>;
  /** Keeps a checkpoint of the last complete step; undefined where there is nothing to keep. */
  keep(): Promise<CheckpointEvent | undefined>;
}

/** Makes `options.max_steps` steps, or those that are left of them. */
export async function* runLoop(loop: Loop): AsyncGenerator<TrainEvent, void> {
  const { run, options, state, signal } = loop;
  const due = (every = 0) => every > 0 && state.step % every === 0;
  const computeDone = () => Math.floor(state.flops / ((options.eval_gflop ?? Infinity) * 1e9));
  yield { type: 'start', run };
  try {
    if (state.step === 0 && !signal?.aborted) {
      yield* evaluation(loop, signal);
      if (loop.begin) yield* loop.begin();
    }
    while (!isOver(state, options) && !signal?.aborted) {
      const before = computeDone();
      yield* loop.step();
      // An evaluation after a step is whole: no step that is kept lacks its evaluation.
      if (due(options.eval_steps) || computeDone() > before || isComplete(state, options)) yield* evaluation(loop);
      if (due(options.save_steps)) yield* checkpoint(loop);
    }
  } catch (error) {
    // Cut short while it sampled. Anything else is a failure.
    if (!signal?.aborted || error !== signal.reason) throw error;
  }
  yield* checkpoint(loop);
  yield { type: 'end', step: state.step, reason: isOver(state, options) ? 'done' : 'aborted' };
}

async function* evaluation({ state, evaluate }: Loop, signal?: AbortSignal): AsyncGenerator<TrainEvent, void> {
  if (!evaluate) return;
  const { step } = state;
  yield { type: 'phase', step, phase: 'evaluation' };
  yield { type: 'evaluation', step, ...(await evaluate(signal)) };
}

async function* checkpoint({ keep }: Loop): AsyncGenerator<TrainEvent, void> {
  const kept = await keep();
  if (kept) yield kept;
}

/** The result of an update: its metrics, the tokens that went through forward and backward, and its samples. */
interface Updated {
  metrics: Metrics;
  tokens: number;
  samples?: number;
}

/** A step that is one update of a model: makes it, counts it in the run's state, and yields what it measured. */
export async function* updateStep(
  state: TrainerState,
  model: Pick<Policy, 'config'>,
  learner: { updates: number },
  update: () => Promise<Updated>,
): AsyncGenerator<TrainEvent, void> {
  const start = performance.now();
  const { metrics, tokens, samples = 0 } = await update();
  state.step++;
  state.updates = learner.updates;
  state.samples += samples;
  state.num_tokens += tokens;
  state.step_flops = flopsOf(model, { trained: tokens });
  state.flops += state.step_flops;
  const { step, updates, num_tokens, flops } = state;
  const step_time = (performance.now() - start) / 1000;
  yield { type: 'update', step, metrics: { ...metrics, updates, num_tokens, 'compute/flops': flops, step_time } };
}
