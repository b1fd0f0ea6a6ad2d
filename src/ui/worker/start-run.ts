/** Starts a run: the judge in its sandboxed frame, the GPU and the trainer in a worker. Both end with the run. */
import { proxy, transfer, wrap } from 'comlink';
import { openSandbox, type Sandbox } from '../../sandbox/page-judge';
import { type Failure, toFailure } from '../common/failure';
import type { OpenJudge, StartRun, TrainerApi } from '../session/trainer-api';

export const startRun: StartRun = (config, onEvent, onTrouble, onWritten) => {
  const worker = new Worker(new URL('./trainer-worker.ts', import.meta.url), { type: 'module' });
  const trainer = wrap<TrainerApi>(worker);
  let sandbox: Promise<Sandbox> | undefined;
  const finished = new Promise<Failure | null>((resolve, reject) => {
    const openJudge: OpenJudge = async (settings) => {
      sandbox = openSandbox(settings);
      // Told here and not by the worker: what kind of error it is does not cross.
      sandbox.catch(reject);
      const { port } = await sandbox;
      return transfer(port, [port]);
    };
    trainer.start(config, proxy(openJudge), proxy(onEvent), proxy(onTrouble), proxy(onWritten)).then(resolve, reject);
    // Its script cannot load, or it died of an error that nothing caught.
    worker.onerror = ({ message }) =>
      resolve({
        message: `The trainer's worker stopped: ${message || 'its script did not load'}.`,
        advice: 'Reload the page.',
      });
  })
    .catch(toFailure)
    .finally(() => {
      worker.terminate();
      sandbox?.then(({ remove }) => remove()).catch(() => {});
    });

  /** Never waits for longer than the run: an ended worker does not answer. */
  const ask = async (question: Promise<void>) => {
    await Promise.race([question, finished]);
  };
  return {
    finished,
    resume: () => void ask(trainer.resume()),
    pause: () => ask(trainer.pause()),
    step: (to) => ask(trainer.step(to)),
    slow: (milliseconds) => void ask(trainer.slow(milliseconds)),
    keep: () => void ask(trainer.keep()),
    stop: () => ask(trainer.stop()),
  };
};
