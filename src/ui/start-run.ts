/** Starts a run in workers of its own: one for the judge, one for the GPU and the trainer. Both end with the run. */
import { proxy, transfer, wrap } from 'comlink';
import type { RunHandle } from './driver';
import { type Failure, failureOf } from './failure';
import type { JudgeHost } from './judge-host';
import type { OnEvent, RunConfig, TrainerApi } from './trainer-api';

export type StartRun = (config: RunConfig, onEvent: OnEvent) => RunHandle;

export const startRun: StartRun = (config, onEvent) => {
  const judgeWorker = new Worker(new URL('./judge-host.ts', import.meta.url), { type: 'module' });
  const trainerWorker = new Worker(new URL('./trainer-worker.ts', import.meta.url), { type: 'module' });
  const judge = wrap<JudgeHost>(judgeWorker);
  const trainer = wrap<TrainerApi>(trainerWorker);

  const { port1, port2 } = new MessageChannel();
  const opened = judge.open(transfer(port1, [port1]));
  const run = opened.then((failure) => failure ?? trainer.start(config, transfer(port2, [port2]), proxy(onEvent)));
  const finished = Promise.race([run, broken(judgeWorker, 'judge'), broken(trainerWorker, 'trainer')])
    .catch(failureOf)
    .finally(() => {
      judgeWorker.terminate();
      trainerWorker.terminate();
    });

  // Asked only once the run was started, and never waited for longer than the run: an ended worker does not answer.
  const ask = async (question: () => Promise<void>) => {
    await Promise.race([opened.then(question), finished]);
  };
  return {
    finished,
    resume: () => void ask(() => trainer.resume()),
    pause: () => ask(() => trainer.pause()),
    step: () => ask(() => trainer.step()),
    stop: () => ask(() => trainer.stop()),
  };
};

/** Settles when the worker's script cannot load, or dies of an error that nothing caught. */
function broken(worker: Worker, name: string): Promise<Failure> {
  return new Promise((resolve) => {
    worker.onerror = (event) =>
      resolve({
        message: `The ${name}'s worker stopped: ${event.message || 'its script did not load'}.`,
        advice: 'Reload the page.',
      });
  });
}
