/**
 * Verdicts that were given before: a small model writes the same program again and again. The key is the whole text
 * that decides a verdict, not a digest of it, so two programs can never share one by collision.
 */
import type { Limits } from './limits';
import type { JudgeFailure, JudgeJob, ProgramOutput, RunJob, Verdict } from './types';
import { canonical, literal } from './values';

/** Version of the judge: raised whenever a program's verdict may change, so that no older verdict is reused. */
const JUDGE_VERSION = 4;

/** An answer given or on its way. */
export interface Entry {
  answer: Promise<Verdict | ProgramOutput | JudgeFailure>;
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

/** The key of a program's output: everything that the output depends on. */
export function runKey({ program, stdin = '', max_chars }: RunJob, limits: Limits): string {
  return JSON.stringify(['run', JUDGE_VERSION, Object.values(limits), max_chars, stdin, program]);
}

/** The key of a verdict: everything that it depends on, for a task that `checkTask` accepted. Throws an InputError for a value that is no tagged JSON. */
export function verdictKey(job: JudgeJob, limits: Limits): string {
  const { task, program, stop_at_first_failure, give_results } = job;
  const tests = task.tests.map((test) => {
    if ('code' in test) return test.code;
    return 'args' in test ? [test.args.map(literal), canonical(test.expected)] : [test.stdin ?? '', test.stdout];
  });
  const { mode, rtol, atol, unordered } = task.compare ?? {};
  const asked = [task.kind ?? 'function', 'entry' in task ? task.entry : '', [mode, rtol, atol, unordered], tests];
  const how = [Boolean(stop_at_first_failure), Boolean(give_results)];
  return JSON.stringify([JUDGE_VERSION, Object.values(limits), ...how, ...asked, program]);
}
