/** A Web Worker as the pool sees it. */
import type { WorkerHandle } from './pool';

export function webWorker(worker: Worker): WorkerHandle {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.onmessage = (event) => listener(event.data);
    },
    onFailure: (listener) => {
      worker.onerror = (event) => listener(event.message || 'its script did not load');
      worker.onmessageerror = () => listener('a message could not be read');
    },
    terminate: () => worker.terminate(),
  };
}
