/** The worker that owns the GPU and the trainer. */
import { expose } from 'comlink';
import { Driver } from './driver';
import { openRun } from './open-run';
import type { TrainerApi } from './trainer-api';

let run: Driver | undefined;

const api: TrainerApi = {
  start(config, judgePort, onEvent) {
    run = new Driver((signal) => openRun(config, judgePort, signal), onEvent);
    return run.finished;
  },
  resume: () => run?.resume(),
  pause: async () => run?.pause(),
  step: async () => run?.step(),
  stop: async () => run?.stop(),
};

expose(api);
