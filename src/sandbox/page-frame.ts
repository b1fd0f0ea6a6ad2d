/**
 * The script of `sandbox.html`: the judge's workers in a frame of opaque origin, whose policy lets it reach nothing. Its
 * only way out is the port that the page hands it at the start. The worker's source is part of this script, because the
 * policy loads workers from blobs only.
 */
import { messageOf } from '../common/errors';
import { chargeFrames } from './engine-wasm';
import { Pool, type PoolSettings, type WorkerHandle } from './pool';
import { serveJudge } from './port';

declare const WORKER_SOURCE: string;

/** What the page sends, once: the engine as bytes, because a compiled module cannot cross origins. */
export interface FrameStart {
  wasm: ArrayBuffer;
  settings: PoolSettings;
  port: MessagePort;
}

/** What the frame answers, once. */
export type FrameAnswer = { type: 'judge-ready' } | { type: 'judge-failed'; message: string };

const source = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));

async function start({ wasm, settings, port }: FrameStart): Promise<void> {
  const answer = (answer: FrameAnswer) => parent.postMessage(answer, '*');
  try {
    const module = await WebAssembly.compile(chargeFrames(new Uint8Array(wasm)));
    const pool = new Pool(() => webWorker(new Worker(source)), { ...settings, wasm: module });
    serveJudge(pool, port);
    answer({ type: 'judge-ready' });
  } catch (error) {
    answer({ type: 'judge-failed', message: messageOf(error) });
  }
}

/** A Web Worker as the pool sees it. */
function webWorker(worker: Worker): WorkerHandle {
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

function begin(event: MessageEvent<FrameStart>): void {
  if (event.source !== parent) return;
  removeEventListener('message', begin); // from here on only the port is heard
  void start(event.data);
}
addEventListener('message', begin);
