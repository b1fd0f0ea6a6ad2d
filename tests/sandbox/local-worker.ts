/** A pool's worker on this thread: the real body of a worker, with a lead that a test can cut. */
import type { WorkerHandle } from '../../src/sandbox/pool';
import { type FromWorker, type ToWorker, workerBody } from '../../src/sandbox/worker';

/** A program with this text makes the worker fall silent when its turn comes, as an endless engine step does. */
export const HANG = '/* hang */';

export class LocalWorker implements WorkerHandle {
  alive = true;
  judged = 0;
  readonly #waiting: ToWorker[] = [];
  #busy = false;
  #message: (message: FromWorker) => void = () => {};
  #failure: (message: string) => void = () => {};
  readonly #body = workerBody((message) =>
    setImmediate(() => {
      if (message.type !== 'alive') this.#busy = false;
      if (message.type === 'verdict') this.judged++;
      if (this.alive) this.#message(message);
      this.#next();
    }),
  );

  post(message: ToWorker): void {
    this.#waiting.push(message);
    setImmediate(() => this.#next());
  }
  onMessage(listener: (message: FromWorker) => void): void {
    this.#message = listener;
  }
  onFailure(listener: (message: string) => void): void {
    this.#failure = listener;
  }
  terminate(): void {
    this.alive = false;
  }
  /** Dies without being asked to. */
  crash(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#failure('killed by the test');
  }

  #next(): void {
    if (!this.alive || this.#busy) return;
    const message = this.#waiting.shift();
    if (!message) return;
    this.#busy = true;
    if (message.type === 'judge' && message.job.program.includes(HANG)) this.alive = false;
    else this.#body(message);
  }
}
