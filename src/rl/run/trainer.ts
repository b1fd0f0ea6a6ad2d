/**
 * The loop: steps (`step.ts`), with evaluation on held-out problems and checkpoints between them. An async generator of
 * events; whoever consumes them decides what to show and keep, and drives the loop by asking for the next one.
 */
import { readJson } from '../../model/files';
import type { Problem } from '../../tasks/problem';
import { evaluate, heldOutProblems } from '../evaluation/evaluation';
import type { TrainOptions } from '../options/commands/train';
import { stageOptions, stagesOf } from '../options/resolve';
import { runInfo } from '../policy/policy';
import type { CheckpointEvent, TrainEvent } from '../records/events';
import { type Round, restoredRound, type StoredRound, storedRound } from '../rollout/round';
import { CurrentStage } from './current-stage';
import { Rounds } from './rounds';
import { closeModels, openModels } from './run-models';
import type { RunContext, RunParts } from './run-parts';
import { trainStep } from './step';
import { Stopwatch } from './stopwatch';
import {
  INITIAL_RUN_STATE,
  isComplete,
  isOver,
  keepCheckpoint,
  type RunState,
  readState,
  restoreOptimizer,
  type SaveCheckpoint,
} from './trainer-state';

export interface TrainContext extends RunContext {
  save?: SaveCheckpoint;
  /** Called before the first event, with what can be asked of the run between two events. */
  onOpen?(run: OpenRun): void;
}

/** A run while it waits to be asked for its next event. */
export interface OpenRun {
  /**
   * Keeps a checkpoint of the last complete step, also from within the next one: up to its update the weights are the same.
   * Undefined where there is nothing to keep: from there to the step's end, and where that checkpoint was kept already.
   */
  checkpoint(): Promise<CheckpointEvent | undefined>;
}

/** Groups of an evaluation that its event carries along. */
const EXAMPLES = 24;
/** The file of a checkpoint that holds the round sampled for the next step. */
const PENDING = 'pending_rollouts.json';

/** Runs `options.max_steps` steps, or those that are left of them. Bad input throws before the first event. */
export async function* train(options: TrainOptions, context: TrainContext): AsyncGenerator<TrainEvent, void> {
  const run = await Run.open(options, context);
  context.onOpen?.(run);
  try {
    for await (const event of run.events()) {
      // What the consumer does with an event, or until it wants the next one, is not the run's time.
      run.clock.stop();
      yield event;
      run.clock.go();
    }
  } finally {
    run.close();
  }
}

/** The last complete step, as a checkpoint keeps it beside what is on the GPU. */
interface LastCompleteStep {
  state: RunState;
  pending?: Round;
}

class Run implements OpenRun {
  readonly clock = new Stopwatch();
  readonly #rounds: Rounds;
  /** The last complete step; undefined while the weights are no longer its. */
  #lastComplete?: LastCompleteStep;
  /** The step of the last checkpoint, or where the run began. */
  #saved: number;

  private constructor(
    private readonly context: TrainContext,
    private readonly parts: RunParts,
    private readonly stage: CurrentStage,
    private readonly heldout: readonly Problem[],
    pending?: StoredRound,
  ) {
    this.#rounds = new Rounds(parts, stage);
    this.#rounds.pending = pending && restoredRound(pending, parts.models.policy);
    this.#saved = parts.state.step;
  }

  static async open(options: TrainOptions, context: TrainContext): Promise<Run> {
    const { resume } = context;
    const state = { ...INITIAL_RUN_STATE, ...(resume && (await readState(resume))) };
    // A bad name of a later stage must not end a run in its middle.
    for (const { tasks } of stagesOf(options)) await context.tasks(tasks);
    const own = await context.tasks(options.tasks);
    const heldout = heldOutProblems(own, options.eval_problems, options.levels ?? own.levels);
    const models = await openModels(options, context);
    if (resume) await restoreOptimizer(resume, state, models.learner);
    const parts = { options, context, models, state };
    const stage = new CurrentStage(parts, await context.tasks(stageOptions(options, state.stage.index).tasks));
    const pending = resume && options.one_off_pipelining ? await readJson(resume, PENDING) : undefined;
    return new Run(context, parts, stage, heldout, pending as StoredRound | undefined);
  }

  async *events(): AsyncGenerator<TrainEvent, void> {
    const { options, models, state } = this.parts;
    const { signal } = this.context;
    yield { type: 'start', run: runInfo(models.policy, options, state.step) };
    try {
      yield* this.#course();
    } catch (error) {
      // Cut short while it sampled. Anything else is a failure.
      if (!signal?.aborted || error !== signal.reason) throw error;
    }
    yield* this.#save();
    yield { type: 'end', step: state.step, reason: isOver(state, options) ? 'done' : 'aborted' };
  }

  async *#course(): AsyncGenerator<TrainEvent, void> {
    const { options, state } = this.parts;
    const { signal } = this.context;
    if (state.step === 0 && !signal?.aborted) {
      yield* this.#evaluate(signal);
      yield* this.stage.begin();
    }
    while (!isOver(state, options) && !signal?.aborted) {
      const before = state.flops;
      yield* this.#step();
      const due = (every: number) => every > 0 && state.step % every === 0;
      const unit = (options.eval_gflop ?? Infinity) * 1e9;
      const dueByCompute = Math.floor(state.flops / unit) > Math.floor(before / unit);
      if (due(options.eval_steps) || dueByCompute || isComplete(state, options)) yield* this.#evaluate();
      if (due(options.save_steps)) yield* this.#save();
    }
  }

  async *#step(): AsyncGenerator<TrainEvent, void> {
    this.#lastComplete = { state: structuredClone(this.parts.state), pending: this.#rounds.pending };
    for await (const event of trainStep(this.parts, this.stage, this.#rounds, this.clock)) {
      yield event;
      // From here on the weights change.
      if (event.type === 'phase' && event.phase === 'update') this.#lastComplete = undefined;
    }
  }

  /** Whole, once a step was made: no step that is kept lacks its evaluation. Before the first step `signal` may end it. */
  async *#evaluate(signal?: AbortSignal): AsyncGenerator<TrainEvent, void> {
    const { heldout: problems } = this;
    const { options, context, models, state } = this.parts;
    if (problems.length === 0) return;
    const { step } = state;
    yield { type: 'phase', step, phase: 'evaluation' };
    this.clock.restart();
    const evaluated = await evaluate(models.policy, models.generator, context.judge, problems, {
      ...options,
      temperature: options.eval_temperature ?? options.temperature,
      problems: problems.length,
      samples: options.eval_samples,
      k: [1, options.eval_samples].filter((k, i, all) => all.indexOf(k) === i),
      // Evaluations draw from a stream of their own, the same one at every step.
      seed: (options.seed ^ 0x5eed) >>> 0,
      signal,
      onWritten: context.onWritten,
    });
    const metrics = { ...evaluated.metrics, 'time/evaluation': this.clock.total() };
    const examples = evaluated.groups.slice(0, EXAMPLES);
    yield { type: 'evaluation', step, metrics, examples, problems: evaluated.problems };
  }

  async checkpoint(): Promise<CheckpointEvent | undefined> {
    return this.#lastComplete && this.#keep(this.#lastComplete);
  }

  async *#save(): AsyncGenerator<TrainEvent, void> {
    const kept = await this.#keep(this.#lastComplete ?? { state: this.parts.state, pending: this.#rounds.pending });
    if (kept) yield kept;
  }

  async #keep({ state, pending }: LastCompleteStep): Promise<CheckpointEvent | undefined> {
    const { save } = this.context;
    if (!save || state.step === this.#saved) return undefined;
    const { policy, learner } = this.parts.models;
    const files = new Map<string, Uint8Array>();
    if (pending) files.set(PENDING, new TextEncoder().encode(JSON.stringify(await storedRound(pending))));
    const kept = await keepCheckpoint(save, policy, state, learner, files);
    this.#saved = kept.step;
    return kept;
  }

  close(): void {
    closeModels(this.parts.models);
  }
}
