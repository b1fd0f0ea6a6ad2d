/** Looks back at a run: which step is in view, and the programs of it. */
import { type Signal, signal } from '@preact/signals';
import type { History } from './history';
import type { StepGroups } from './run-state';

export class TimeTravel {
  /** The step in view; null: the run as it is now. */
  readonly cursor: Signal<number | null> = signal(null);
  /** Its programs, those of the step before while they are read; null where none are kept, undefined before the first. */
  readonly past: Signal<StepGroups | null | undefined> = signal(undefined);
  #history: History | undefined;
  #reading = false;

  /** Looks at another run, as it is now. */
  over(history: History | undefined): void {
    this.#history = history;
    this.seek(null);
  }

  seek(step: number | null): void {
    this.cursor.value = step;
    if (step === null) this.past.value = undefined;
    else void this.#read();
  }

  /** Reads one step at a time: of those that a slider passes by, only where it rests matters. */
  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    for (let read: number | undefined; ; ) {
      const step = this.cursor.peek();
      const history = this.#history;
      if (step === null || step === read) break;
      // A store that fails has told so where it was written to; here it has nothing.
      const groups = await history?.groups(step).catch(() => undefined);
      if (history !== this.#history || this.cursor.peek() === null) continue;
      this.past.value = groups ?? null;
      read = step;
    }
    this.#reading = false;
  }
}
