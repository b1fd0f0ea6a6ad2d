/**
 * Verdicts that were given before: a small model writes the same program again and again. The key is the whole text
 * that decides a verdict, not a digest of it, so two programs can never share one by collision. Limits and the judge's
 * version are those of the pool that owns the cache.
 */
import type { JudgeFailure, JudgeJob, Verdict } from './types';
import { canonical, literal } from './values';

/** An answer given or on its way. */
export interface Entry {
  answer: Promise<Verdict | JudgeFailure>;
  /** Calls that wait for the answer; when the last of them gives up, `withdraw` takes the job back if it has not begun. */
  waiting: number;
  withdraw?: () => void;
}

export class VerdictCache {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly capacity: number) {}

  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key); // last used, last in the order of the map
      this.#entries.set(key, entry);
    }
    return entry;
  }

  set(key: string, entry: Entry): void {
    if (this.capacity <= 0) return;
    if (this.#entries.size >= this.capacity) this.#entries.delete(this.#entries.keys().next().value as string);
    this.#entries.set(key, entry);
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}

/** Everything that a verdict depends on. Throws an InputError for a test value that is not tagged JSON. */
export function verdictKey({ task, program, stop_at_first_failure }: JudgeJob): string {
  const tests = task.tests.map((test) => [test.args.map(literal), canonical(test.expected)]);
  return JSON.stringify([Boolean(stop_at_first_failure), task.entry, tests, program]);
}
