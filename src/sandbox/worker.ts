/**
 * The body of a judge's worker, the same in a Web Worker and in a worker thread. It judges or runs what it is sent in order,
 * and says after every test that it is alive: the pool replaces a worker that falls silent.
 */
import { messageOf } from '../common/errors';
import { Engine } from './engine';
import type { Limits } from './limits';
import type { JudgeFailure, JudgeJob, ProgramOutput, RunJob, Verdict } from './types';

export type ToWorker =
  | { type: 'open'; wasm: WebAssembly.Module; limits: Partial<Limits> }
  | { type: 'judge'; id: number; job: JudgeJob | RunJob };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'broken'; message: string }
  | { type: 'alive' }
  | { type: 'verdict'; id: number; verdict: Verdict | ProgramOutput | JudgeFailure };

/** Milliseconds between two signs of life within a program. */
const PULSE_MS = 100;

/** Returns the handler of the worker's messages; `post` answers. */
export function workerBody(post: (message: FromWorker) => void): (message: ToWorker) => void {
  let engine: Engine | undefined;
  let last = Promise.resolve();
  let pulse = 0;
  const onTest = () => {
    if (performance.now() - pulse < PULSE_MS) return;
    pulse = performance.now();
    post({ type: 'alive' });
  };

  const handle = async (message: ToWorker): Promise<void> => {
    if (message.type === 'open') {
      engine = new Engine(message.wasm, message.limits);
      await engine.warmUp();
      post({ type: 'ready' });
    } else if (engine) {
      pulse = performance.now();
      const { id, job } = message;
      post({ type: 'verdict', id, verdict: await ('task' in job ? engine.judge(job, onTest) : engine.run(job)) });
    }
  };
  return (message) => {
    last = last
      .then(() => handle(message))
      .catch((error: unknown) => post({ type: 'broken', message: messageOf(error) }));
  };
}
