/** The judge in Node: a pool of worker threads. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EnvironmentError } from '../common/errors';
import { chargeFrames } from './engine-wasm';
import { type JudgeOptions, poolOptions } from './options';
import { Pool, type WorkerHandle } from './pool';

/** Where the built worker lies as seen from this file: built (itself or as a chunk), or run from source. */
const WORKER_PLACES = ['./judge-worker.js', '../judge-worker.js', '../../dist/node/judge-worker.js'];

/** Opens a judge; `options` are those of the schema `judgeOptions`, each with a default. */
export function openNodeJudge(options: Partial<JudgeOptions> = {}): Pool {
  const file = workerFile();
  const wasm = new WebAssembly.Module(chargeFrames(readFileSync(wasmFile())));
  return new Pool(() => spawn(file), { wasm, ...poolOptions(options, availableParallelism()) });
}

/** Opens a judge for `use`, and closes it when `use` has ended, also by an error. */
export async function withNodeJudge<T>(options: Partial<JudgeOptions>, use: (judge: Pool) => Promise<T>): Promise<T> {
  const judge = openNodeJudge(options);
  try {
    return await use(judge);
  } finally {
    await judge.close();
  }
}

function workerFile(): URL {
  const places = WORKER_PLACES.map((place) => new URL(place, import.meta.url));
  const file = places.find((place) => existsSync(place));
  if (!file) {
    throw new EnvironmentError(
      `the judge's worker is not built (${fileURLToPath(places[places.length - 1])} is missing)`,
      'run npm run build',
    );
  }
  return file;
}

function wasmFile(): string {
  return createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
}

function spawn(file: URL): WorkerHandle {
  // Nothing of the process reaches a judge's thread: no environment, arguments or standard input.
  const worker = new Worker(file, { env: {}, argv: [], execArgv: [], stdin: false, workerData: null });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on('message', listener),
    onFailure: (listener) => {
      worker.on('error', (error) => listener(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => listener(`it ended with code ${code}`));
    },
    terminate: async () => {
      worker.removeAllListeners('exit');
      await worker.terminate();
    },
    setBusy: (busy) => (busy ? worker.ref() : worker.unref()),
  };
}
