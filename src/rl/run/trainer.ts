/** Reinforcement learning: the steps of `step.ts` in the loop of `run-loop.ts`, with evaluations on held-out problems. */
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
import { type Evaluation, runLoop } from './run-loop';
import { closeModels, openModels } from './run-models';
import type { RunContext, RunParts } from './run-parts';
import { trainStep } from './step';
import { Stopwatch } from './stopwatch';
import { checkpointKeeper, INITIAL_RUN_STATE, type RunState, readState, type SaveCheckpoint } from './trainer-state';

export interface TrainContext extends RunContext {
  save?: SaveCheckpoint;
  /** Called before the first event, with what can be asked of the run between two events. */
  onOpen?(run: OpenRun): void;
}

/** A run while it waits to be asked for its next event. */
export interface OpenRun {
  /**
   * Saves a checkpoint of the last complete step. This also works during the next step until its update begins, because the
   * weights have not changed. Returns undefined from then to the end of the step, and if that checkpoint is already saved.
   */
  checkpoint(): Promise<CheckpointEvent | undefined>;
}

/** Groups of an evaluation that its event carries along. */
const EXAMPLES = 24;
/** The file of a checkpoint that holds the round sampled for the next step. */
const PENDING = 'pending_rollouts.json';

/** Trains until `options.max_steps`, from step 0 or from the checkpoint `resume`. Bad input throws before the first event. */
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
  readonly #keepCheckpoint: ReturnType<typeof checkpointKeeper>;
  /** The last complete step; undefined while the weights are no longer its. */
  #lastComplete?: LastCompleteStep;

  private constructor(
    private readonly context: TrainContext,
    private readonly parts: RunParts,
    private readonly stage: CurrentStage,
    private readonly heldout: readonly Problem[],
    pending?: StoredRound,
  ) {
    this.#rounds = new Rounds(parts, stage);
    this.#rounds.pending = pending && restoredRound(pending, parts.models.policy);
    const { policy, learner } = parts.models;
    this.#keepCheckpoint = checkpointKeeper(context.save, policy, learner, parts.state);
  }

  static async open(options: TrainOptions, context: TrainContext): Promise<Run> {
    const { resume } = context;
    const state = { ...INITIAL_RUN_STATE, ...(await readState(resume)) };
    // A bad name of a later stage must not end a run in its middle.
    for (const { tasks } of stagesOf(options)) await context.tasks(tasks);
    const own = await context.tasks(options.tasks);
    const heldout = heldOutProblems(own, options.eval_problems, options.levels ?? own.levels);
    const models = await openModels(options, context, state);
    try {
      const parts = { options, context, models, state };
      const stage = new CurrentStage(parts, await context.tasks(stageOptions(options, state.stage.index).tasks));
      const pending = resume && options.one_off_pipelining ? await readJson(resume, PENDING) : undefined;
      return new Run(context, parts, stage, heldout, pending as StoredRound | undefined);
    } catch (error) {
      closeModels(models);
      throw error;
    }
  }

  events(): AsyncGenerator<TrainEvent, void> {
    const { context, heldout } = this;
    const { options, models, state } = this.parts;
    return runLoop({
      run: runInfo(models.policy, options, { step: state.step, max_steps: options.max_steps }),
      ...{ options, state, signal: context.signal },
      begin: () => this.stage.begin(),
      step: () => this.#step(),
      evaluate: heldout.length > 0 ? (signal) => this.#evaluate(signal) : undefined,
      keep: () => this.#keep(this.#lastComplete ?? { state, pending: this.#rounds.pending }),
    });
  }

  async *#step(): AsyncGenerator<TrainEvent, void> {
    this.#lastComplete = { state: structuredClone(this.parts.state), pending: this.#rounds.pending };
    for await (const event of trainStep(this.parts, this.stage, this.#rounds, this.clock)) {
      yield event;
      // From here on the weights change.
      if (event.type === 'phase' && event.phase === 'update') this.#lastComplete = undefined;
    }
  }

  async #evaluate(signal: AbortSignal | undefined): Promise<Evaluation> {
    const { context, heldout } = this;
    const { options, models } = this.parts;
    this.clock.restart();
    const { metrics, groups, problems } = await evaluate(models.policy, models.generator, context.judge, heldout, {
      ...options,
      temperature: options.eval_temperature ?? options.temperature,
      problems: heldout.length,
      samples: options.eval_samples,
      k: [1, options.eval_samples].filter((k, i, all) => all.indexOf(k) === i),
      // Evaluations draw from a stream of their own, the same one at every step.
      seed: (options.seed ^ 0x5eed) >>> 0,
      signal,
      onWritten: context.onWritten,
    });
    const time = { 'time/evaluation': this.clock.total() };
    return { metrics: { ...metrics, ...time }, examples: groups.slice(0, EXAMPLES), problems };
  }

  async checkpoint(): Promise<CheckpointEvent | undefined> {
    return this.#lastComplete && this.#keep(this.#lastComplete);
  }

  #keep({ state, pending }: LastCompleteStep): Promise<CheckpointEvent | undefined> {
    return this.#keepCheckpoint(state, async () =>
      pending ? new Map([[PENDING, new TextEncoder().encode(JSON.stringify(await storedRound(pending)))]]) : new Map(),
    );
  }

  close(): void {
    closeModels(this.parts.models);
  }
}
