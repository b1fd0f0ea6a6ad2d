/** Pulls a run's events one by one, so that a person can pause it, go step by step, slow it down, and stop it. */
import type { TrainEvent } from '../../rl/records/events';
import { type Failure, toFailure } from '../common/failure';

type OpenEvents = (signal: AbortSignal) => Promise<AsyncGenerator<TrainEvent>>;

/** What ends a phase of a step: the programs are written, they are judged, the weights are updated. */
export type Border = Extract<TrainEvent['type'], 'rollouts' | 'verdicts' | 'update'>;

const BORDERS: readonly string[] = ['rollouts', 'verdicts', 'update'] satisfies Border[];

type Goal = 'run' | 'pause' | Border;

const beginsStep = (event: TrainEvent) =>
  event.type === 'phase' && (event.phase === 'rollout' || event.phase === 'judge');

/** A run in progress. None of its promises rejects. */
export interface RunHandle {
  /** Settles when the run is over: with null, or with what broke it. */
  finished: Promise<Failure | null>;
  resume(): void;
  /**
   * Holds the run at its next event, though not between a step's update and the next step: there nothing of it can be
   * kept. Settles when it is held, or when something else was asked for instead.
   */
  pause(): Promise<void>;
  /**
   * Goes on to the next such border, then holds; after `update` (the default) with all that belongs to the step, its
   * evaluation too. Settles like `pause`.
   */
  step(to?: Border): Promise<void>;
  /** From now on, rests so many milliseconds at each border; 0: none. */
  slow(milliseconds: number): void;
  /** Keeps a checkpoint of the last complete step as soon as that can be. */
  keep(): void;
  /** Ends the run after its last complete update, and settles when it is over. */
  stop(): Promise<void>;
}

/**
 * Drives a run. A generator computes nothing until it is asked for its next event, so a pause is simply not asking.
 * `onEvent` is awaited: a slow listener slows the run and never loses an event. `checkpoint` keeps one, where there is one to
 * keep; it is asked between two events, whenever the run is held.
 */
export class Driver implements RunHandle {
  readonly finished: Promise<Failure | null>;
  readonly #abort = new AbortController();
  #goal: Goal = 'run';
  #held = false;
  /** Whether an update is done, but not all that belongs to its step. */
  #between = false;
  #keeping = false;
  #rest = 0;
  #wake = () => {};
  #onHeld: (() => void)[] = [];

  constructor(
    open: OpenEvents,
    private readonly onEvent: (event: TrainEvent) => unknown,
    private readonly checkpoint?: () => Promise<TrainEvent | undefined>,
  ) {
    this.finished = this.#pull(open).then(
      () => null,
      (error) => (this.#isAbort(error) ? null : toFailure(error)),
    );
  }

  resume(): void {
    this.#ask('run');
  }

  pause(): Promise<void> {
    this.#ask('pause');
    return this.#untilHeld();
  }

  step(to: Border = 'update'): Promise<void> {
    this.#ask(to);
    return this.#untilHeld();
  }

  slow(milliseconds: number): void {
    this.#rest = milliseconds;
    if (!this.#held) this.#wake();
  }

  keep(): void {
    this.#keeping = true;
    if (this.#held) this.#wake();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#ask('run');
    await this.finished;
  }

  async #pull(open: OpenEvents): Promise<void> {
    const events = await open(this.#abort.signal);
    try {
      for (;;) {
        await this.#mayGoOn();
        const { value, done } = await events.next();
        if (done) return;
        await this.onEvent(value);
        if (value.type === 'update') this.#between = true;
        else if (beginsStep(value)) this.#between = false;
        if (BORDERS.includes(value.type)) await this.#reach(value.type as Border);
      }
    } finally {
      await events.return(undefined);
    }
  }

  async #reach(border: Border): Promise<void> {
    if (this.#goal === border) this.#goal = 'pause';
    else if (this.#rest > 0 && this.#goal !== 'pause') await this.#sleep(this.#rest);
  }

  /** Returns when the next event is wanted. */
  async #mayGoOn(): Promise<void> {
    while (!this.#between) {
      const held = this.#goal === 'pause';
      if (held || this.#keeping) {
        this.#keeping = false;
        const kept = await this.checkpoint?.();
        if (kept) await this.onEvent(kept);
      }
      if (this.#goal !== 'pause') return;
      if (!this.#keeping) await this.#hold();
    }
  }

  #hold(): Promise<void> {
    return new Promise((resolve) => {
      this.#held = true;
      this.#wake = resolve;
      this.#settleWaiters();
    });
  }

  /** Rests, but not beyond what is asked for in the meantime. */
  async #sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
      this.#wake = resolve;
    });
    clearTimeout(timer);
  }

  #ask(goal: Goal): void {
    if (this.#abort.signal.aborted && goal !== 'run') return;
    // Held already, where a pause would hold it.
    if (goal === 'pause' && this.#held) return;
    this.#goal = goal;
    this.#held = false;
    this.#settleWaiters();
    this.#wake();
  }

  async #untilHeld(): Promise<void> {
    if (this.#held) return;
    await Promise.race([this.finished, new Promise<void>((resolve) => this.#onHeld.push(resolve))]);
  }

  #settleWaiters(): void {
    for (const settle of this.#onHeld.splice(0)) settle();
  }

  #isAbort(error: unknown): boolean {
    const { aborted, reason } = this.#abort.signal;
    return aborted && (error === reason || (error instanceof Error && error.name === 'AbortError'));
  }
}
