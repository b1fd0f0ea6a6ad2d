/** The judge in a page: a pool of Web Workers. */
import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import { EnvironmentError } from '../common/errors';
import { type JudgeOptions, judgeOptions, workerCount } from './options';
import { createPool, type Pool, type WorkerHandle } from './pool';

/** Opens a judge whose workers belong to this page or worker. */
export async function openWebJudge(options: Partial<JudgeOptions> = {}): Promise<Pool> {
  const response = await fetch(wasmUrl);
  if (!response.ok) {
    throw new EnvironmentError(`the judge's engine did not load (${response.status} ${wasmUrl})`, 'reload the page');
  }
  return openWebJudgeWith(await WebAssembly.compile(await response.arrayBuffer()), options);
}

/** The same with an engine that is already compiled. */
export function openWebJudgeWith(wasm: WebAssembly.Module, options: Partial<JudgeOptions> = {}): Pool {
  const settings = judgeOptions.parse(options);
  return createPool(spawn, {
    wasm,
    limits: settings,
    workers: workerCount(settings, navigator.hardwareConcurrency),
    watchdog_ms: settings.watchdog_ms,
    cached_verdicts: settings.cached_verdicts,
  });
}

function spawn(): WorkerHandle {
  const worker = new Worker(new URL('./web-worker.ts', import.meta.url), { type: 'module' });
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
