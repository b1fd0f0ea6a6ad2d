/** Seconds, by wall clock. Time that a consumer takes between two events counts for nothing when a lap follows it. */
export class Stopwatch {
  #start = 0;
  #last = 0;

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
}
