/** The worker that owns the GPU and the trainer, and writes down what they do. */
import { expose } from 'comlink';
import type { OpenRun } from '../../rl/trainer';
import { Driver } from '../session/driver';
import { Recorder } from '../store/recorder';
import { openRun } from './open-run';
import type { TrainerApi } from './trainer-api';

let run: Driver | undefined;

const api: TrainerApi = {
  start(config, openJudge, onEvent, onTrouble) {
    const recorder = new Recorder(config, onTrouble);
    let open: OpenRun | undefined;
    const onOpen = (opened: OpenRun) => {
      open = opened;
    };
    run = new Driver(
      (signal) => openRun(config, openJudge, recorder, { signal, onOpen }),
      async (event) => {
        await recorder.append(event);
        await onEvent(event);
      },
      async () => open?.checkpoint(),
    );
    return run.finished;
  },
  resume: () => run?.resume(),
  pause: async () => run?.pause(),
  step: async (to) => run?.step(to),
  slow: (milliseconds) => run?.slow(milliseconds),
  keep: () => run?.keep(),
  stop: async () => run?.stop(),
};

expose(api);
