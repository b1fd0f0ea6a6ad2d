/** Values from a producer to one consumer; the producer waits until the consumer has dealt with each. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #queue: { value: T; dealtWith: () => void }[] = [];
  #end: { error?: unknown } | undefined;
  #wake = () => {};

  /** Fulfilled when the consumer asks for the next value. */
  push(value: T): Promise<void> {
    return new Promise((dealtWith) => {
      this.#queue.push({ value, dealtWith });
      this.#wake();
    });
  }

  /** Ends the values, with an error or without. */
  end(error?: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const next = this.#queue.shift();
      if (next) {
        yield next.value;
        next.dealtWith();
      } else if (this.#end) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
