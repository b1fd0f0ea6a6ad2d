/** Starts a run: the judge in its sandboxed frame, the GPU and the trainer in a worker. Both end with the run. */
import { proxy, transfer, wrap } from 'comlink';
import { type Failure, failureOf } from '../common/failure';
import type { OnEvent, OnTrouble, RunConfig, TrainerApi } from '../worker/trainer-api';
import type { RunHandle } from './driver';

export type StartRun = (config: RunConfig, onEvent: OnEvent, onTrouble: OnTrouble) => RunHandle;

export const startRun: StartRun = (config, onEvent, onTrouble) => {
  const worker = new Worker(new URL('../worker/trainer-worker.ts', import.meta.url), { type: 'module' });
  const trainer = wrap<TrainerApi>(worker);
  // Loaded when it is needed: the first screen is there sooner.
  const sandbox = import('../worker/open-judge').then(({ openJudge }) => openJudge(config.options));
  const run = sandbox.then(({ port }) =>
    trainer.start(config, transfer(port, [port]), proxy(onEvent), proxy(onTrouble)),
  );
  const finished = Promise.race([run, broken(worker)])
    .catch(failureOf)
    .finally(() => {
      worker.terminate();
      sandbox.then(({ remove }) => remove()).catch(() => {});
    });

  // Asked only once the run was started, and never waited for longer than the run: an ended worker does not answer.
  const ask = async (question: () => Promise<void>) => {
    await Promise.race([sandbox.then(question, () => {}), finished]);
  };
  return {
    finished,
    resume: () => void ask(() => trainer.resume()),
    pause: () => ask(() => trainer.pause()),
    step: (to) => ask(() => trainer.step(to)),
    slow: (milliseconds) => void ask(() => trainer.slow(milliseconds)),
    keep: () => void ask(() => trainer.keep()),
    stop: () => ask(() => trainer.stop()),
  };
};

/** Settles when the worker's script cannot load, or dies of an error that nothing caught. */
function broken(worker: Worker): Promise<Failure> {
  return new Promise((resolve) => {
    worker.onerror = (event) =>
      resolve({
        message: `The trainer's worker stopped: ${event.message || 'its script did not load'}.`,
        advice: 'Reload the page.',
      });
  });
}
