/** Which runs are in progress, in whatever tab: the worker of a run holds a lock for as long as it lives. */

const PREFIX = 'kata-run ';

/** Marks a run as in progress. False where another worker does it. */
export async function holdRun(id: string): Promise<boolean> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return true;
  return new Promise((resolve) => {
    void locks.request(PREFIX + id, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until the worker ends.
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

/** The runs in progress. */
export async function runsInProgress(): Promise<Set<string>> {
  const { held = [] } = (await globalThis.navigator?.locks?.query()) ?? {};
  const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX));
  return new Set(names.map((name) => name.slice(PREFIX.length)));
}
