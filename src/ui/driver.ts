/** Pulls a run's events one by one, so that a person can pause it, go step by step, and stop it. */
import type { TrainEvent } from '../rl/events';
import { type Failure, failureOf } from './failure';

export type OpenEvents = (signal: AbortSignal) => Promise<AsyncGenerator<TrainEvent>>;

type Goal = 'run' | 'step' | 'pause';

/** A run in progress. None of its promises rejects. */
export interface RunHandle {
  /** Settles when the run is over: with null, or with what broke it. */
  finished: Promise<Failure | null>;
  resume(): void;
  /** Holds the run at its next event. Settles when it is held, or when something else was asked for instead. */
  pause(): Promise<void>;
  /** Goes on to the end of the current step's update, then holds. Settles like `pause`. */
  step(): Promise<void>;
  /** Ends the run after its last complete update, and settles when it is over. */
  stop(): Promise<void>;
}

/**
 * Drives a run. A generator computes nothing until it is asked for its next event, so a pause is simply not asking.
 * `onEvent` is awaited: a slow listener slows the run and never loses an event.
 */
export class Driver implements RunHandle {
  readonly finished: Promise<Failure | null>;
  readonly #abort = new AbortController();
  #goal: Goal = 'run';
  #held = false;
  #wake = () => {};
  #onHeld: (() => void)[] = [];

  constructor(open: OpenEvents, onEvent: (event: TrainEvent) => unknown) {
    this.finished = this.#pull(open, onEvent).then(
      () => null,
      (error) => (this.#isAbort(error) ? null : failureOf(error)),
    );
  }

  resume(): void {
    this.#ask('run');
  }

  pause(): Promise<void> {
    this.#ask('pause');
    return this.#untilHeld();
  }

  step(): Promise<void> {
    this.#ask('step');
    return this.#untilHeld();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#ask('run');
    await this.finished;
  }

  async #pull(open: OpenEvents, onEvent: (event: TrainEvent) => unknown): Promise<void> {
    const events = await open(this.#abort.signal);
    try {
      for (;;) {
        while (this.#goal === 'pause') await this.#hold();
        const { value, done } = await events.next();
        if (done) return;
        await onEvent(value);
        if (value.type === 'update' && this.#goal === 'step') this.#goal = 'pause';
      }
    } finally {
      await events.return(undefined);
    }
  }

  #hold(): Promise<void> {
    return new Promise((resolve) => {
      this.#held = true;
      this.#wake = resolve;
      this.#settleWaiters();
    });
  }

  #ask(goal: Goal): void {
    if (this.#abort.signal.aborted && goal !== 'run') return;
    this.#goal = goal;
    this.#settleWaiters();
    if (goal === 'pause') return;
    this.#held = false;
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
