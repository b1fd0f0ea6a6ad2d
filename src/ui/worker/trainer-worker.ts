/** The worker that owns the GPU and the trainer, and writes down what they do. */
import { expose } from 'comlink';
import type { OpenRun } from '../../rl/run/trainer';
import { Driver } from '../session/driver';
import type { OnWritten, TrainerApi } from '../session/trainer-api';
import { Recorder } from '../store/recorder';
import { openRun } from './open-run';

let run: Driver | undefined;

const api: TrainerApi = {
  start(config, openJudge, onEvent, onTrouble, onWritten) {
    const recorder = new Recorder(config, onTrouble);
    let open: OpenRun | undefined;
    const onOpen = (opened: OpenRun) => {
      open = opened;
    };
    run = new Driver(
      (signal) => openRun(config, openJudge, recorder, { signal, onOpen, onWritten: nowAndThen(onWritten) }),
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

/** Who waits longer than this wants to know how far it is, so often. */
const [PATIENCE_MS, TELL_MS] = [2000, 250];

function nowAndThen(tell: OnWritten): OnWritten {
  let [began, told, last] = [0, 0, Number.POSITIVE_INFINITY];
  return (written, of) => {
    const now = performance.now();
    if (written < last) began = now;
    last = written;
    if (now - began < PATIENCE_MS || now - told < TELL_MS) return;
    told = now;
    void tell(written, of);
  };
}

expose(api);
