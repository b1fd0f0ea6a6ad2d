/** The judge in a page: a pool of Web Workers. */
import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import { EnvironmentError } from '../common/errors';
import { type JudgeOptions, poolOptions } from './options';
import { createPool, type Pool, type WorkerHandle } from './pool';
import { webWorker } from './web-worker-handle';

/** Opens a judge whose workers belong to this page or worker. */
export async function openWebJudge(options: Partial<JudgeOptions> = {}): Promise<Pool> {
  const response = await fetch(wasmUrl);
  if (!response.ok) {
    throw new EnvironmentError(`the judge's engine did not load (${response.status} ${wasmUrl})`, 'reload the page');
  }
  const wasm = await WebAssembly.compile(await response.arrayBuffer());
  return createPool(spawn, { wasm, ...poolOptions(options, navigator.hardwareConcurrency) });
}

function spawn(): WorkerHandle {
  return webWorker(new Worker(new URL('./web-worker.ts', import.meta.url), { type: 'module' }));
}
