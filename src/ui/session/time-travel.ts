/** Looks back at a run: which step is in view, and the programs of that step. */
import { type Signal, signal } from '@preact/signals';
import type { StepGroups } from './run-state';

/** Steps whose programs stay in memory. */
const IN_MEMORY = 6;

/** The programs of past steps, wherever they are kept; the steps that were read last stay in memory. */
export class History {
  readonly #recent = new Map<number, StepGroups>();

  constructor(private readonly read: (step: number) => Promise<StepGroups | undefined>) {}

  /** The judged groups of a step; undefined where none are kept. */
  async groups(step: number): Promise<StepGroups | undefined> {
    const groups = this.#recent.get(step) ?? (await this.read(step));
    if (!groups) return undefined;
    this.#recent.delete(step);
    this.#recent.set(step, groups);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= IN_MEMORY) break;
      this.#recent.delete(oldest);
    }
    return groups;
  }
}

export class TimeTravel {
  /** The step in view; null: the run as it is now. */
  readonly cursor: Signal<number | null> = signal(null);
  /** The step's programs, or the previous step's while these are read; null if none are stored, undefined before the first read. */
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
