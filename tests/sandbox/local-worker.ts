/** A pool's worker on this thread: the real body of a worker, with a lead that a test can cut. */
import type { WorkerHandle } from '../../src/sandbox/pool';
import { type FromWorker, type ToWorker, workerBody } from '../../src/sandbox/worker';

export class LocalWorker implements WorkerHandle {
  alive = true;
  readonly received: ToWorker[] = [];
  #message: (message: FromWorker) => void = () => {};
  #failure: (message: string) => void = () => {};
  readonly #body = workerBody((message) => setImmediate(() => this.alive && this.#message(message)));

  post(message: ToWorker): void {
    this.received.push(message);
    setImmediate(() => this.alive && this.#body(message));
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
  /** Falls silent, as inside an endless engine step. */
  hang(): void {
    this.alive = false;
  }
}
