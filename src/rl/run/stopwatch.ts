/** Seconds, by wall clock, without those between `stop` and `go`. */
export class Stopwatch {
  #start = 0;
  #last = 0;
  #stopped = 0;

  restart(): void {
    this.#start = performance.now();
    this.#last = this.#start;
  }

  /** Seconds since the last lap. */
  lap(): number {
    const last = this.#last;
    this.#last = performance.now();
    return (this.#last - last) / 1000;
  }

  total(): number {
    return (performance.now() - this.#start) / 1000;
  }

  stop(): void {
    this.#stopped = performance.now();
  }

  go(): void {
    const away = performance.now() - this.#stopped;
    this.#start += away;
    this.#last += away;
  }
}
