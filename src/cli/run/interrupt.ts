/** Ctrl-C: the first time asks the run to end well, the second time ends the process. */

/** npm passes on the signal that the terminal has already sent to the whole group: one key press, two signals. */
const SAME_PRESS_MS = 1000;

/** Runs `work` with a signal that the first Ctrl-C aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, onAbort: () => void): Promise<T> {
  const controller = new AbortController();
  let first: number | undefined;
  const handle = () => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      onAbort();
      controller.abort();
    } else if (now - first > SAME_PRESS_MS) {
      process.exit(130);
    }
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  }
}
