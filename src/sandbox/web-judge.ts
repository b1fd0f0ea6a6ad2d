/** The judge in a page: a pool of Web Workers. */
import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import { EnvironmentError } from '../common/errors';
import { type JudgeOptions, judgeOptions, workerCount } from './options';
import { createPool, type Pool, type WorkerHandle } from './pool';
import { webWorker } from './web-worker-handle';

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
  return webWorker(new Worker(new URL('./web-worker.ts', import.meta.url), { type: 'module' }));
}
