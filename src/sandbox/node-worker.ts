/** A judge's worker in Node. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { workerBody } from './worker';

const port = parentPort as MessagePort;
port.on(
  'message',
  workerBody((message) => port.postMessage(message)),
);
