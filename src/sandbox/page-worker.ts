/** A judge's worker in a page. */
import { type ToWorker, workerBody } from './worker';

const handle = workerBody((message) => self.postMessage(message));
self.onmessage = (event: MessageEvent<ToWorker>) => handle(event.data);
