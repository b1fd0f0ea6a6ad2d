/** Sequences that wait for the tokens to insert before they resume. */

export interface Pause {
  /** A sampled token of this id makes its sequence pause, unless it is the last that the sequence may have. */
  token: number;
  /**
   * The tokens to insert behind the one at which a sequence paused, perhaps none; or null to end the sequence. `index` is
   * that of its sample in the request, `tokens` its completion so far, with what was inserted before. Asked while the other
   * sequences continue; how long the answer takes makes no difference to what is written.
   */
  answer(index: number, tokens: readonly number[]): Promise<readonly number[] | null>;
}

interface Answered {
  slot: number;
  inserted: readonly number[] | null;
}

export class ToolPauses {
  readonly #waiting = new Map<number, Promise<void>>();
  readonly #answered: Answered[] = [];
  #failure: { error: unknown } | undefined;

  constructor(private readonly answer: Pause['answer']) {}

  /** Whether some sequence waits. */
  get some(): boolean {
    return this.#waiting.size > 0 || this.#answered.length > 0;
  }

  ask(slot: number, index: number, tokens: readonly number[]): void {
    const asked = this.answer(index, tokens).then(
      (inserted) => void this.#answered.push({ slot, inserted }),
      (error: unknown) => {
        this.#failure ??= { error };
      },
    );
    this.#waiting.set(
      slot,
      asked.finally(() => this.#waiting.delete(slot)),
    );
  }

  /** The answers that have arrived; with `wait` at least one. Throws what an answer threw. */
  async take({ wait }: { wait: boolean }): Promise<Answered[]> {
    if (wait && this.#answered.length === 0) await Promise.race(this.#waiting.values());
    if (this.#failure) throw this.#failure.error;
    return this.#answered.splice(0);
  }
}
