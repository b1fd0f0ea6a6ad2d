/**
 * Judges one program at a time: every test in an engine as good as new.
 *
 * A test: build the arguments from a literal, load the program as a script, fetch the entry by name, call it, drain the
 * promise jobs if it returned a promise, write the result as canonical text in the encoder's realm, compare with the
 * expected text on the host. The expected value never enters the engine, so there is no comparison to bend and no
 * verdict to forge.
 */
import type { QuickJSHandle } from 'quickjs-emscripten-core';
import { InputError, messageOf } from '../common/errors';
import { EngineError, Instance } from './instance';
import { DEFAULT_LIMITS, type Limits } from './limits';
import type { JudgeFailure, JudgeJob, Status, Test, TestVerdict, Verdict } from './types';
import { agrees, canonical, expectedError, literal, readable } from './values';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** Programs after which an instance is replaced even when it rewinds well. */
const PROGRAMS_PER_INSTANCE = 2000;
const GOT_CHARS = 200;

interface Run extends TestVerdict {
  fuel: number;
  decidedByClock: boolean;
}

interface Thrown {
  error: boolean;
  name: string;
  message: string;
  line: number;
}

/** Thrown inside a test to end it with a verdict. */
class End {
  constructor(
    readonly status: Status,
    readonly message?: string,
    readonly got?: string,
  ) {}
}

export class Engine {
  readonly limits: Limits;
  readonly #wasm: WebAssembly.Module;
  #instance: Instance | undefined;
  #programs = 0;
  #fuel = 0;
  #fuelLimit = 0;
  #deadline = 0;
  #stopped: 'fuel' | 'clock' | undefined;

  constructor(wasm: WebAssembly.Module, limits: Partial<Limits> = {}) {
    this.#wasm = wasm;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Boots the engine, so that the first program need not wait for it. */
  async warmUp(): Promise<void> {
    this.#instance ??= await Instance.boot(this.#wasm, this.limits);
  }

  /**
   * The verdict on a program, or a failure of the judge itself, which is no verdict. `onTest` is told whenever a test
   * has ended: as long as it is, the engine is not stuck.
   */
  async judge(job: JudgeJob, onTest?: () => void): Promise<Verdict | JudgeFailure> {
    try {
      return await this.#judge(job, onTest);
    } catch (error) {
      this.#instance = undefined;
      return { judge_error: messageOf(error) };
    }
  }

  async #judge({ task, program, stop_at_first_failure }: JudgeJob, onTest?: () => void): Promise<Verdict> {
    if (!IDENTIFIER.test(task.entry)) throw new InputError(`entry "${task.entry}" is not a JavaScript identifier`);
    if (task.tests.length === 0) throw new InputError(`the task of entry "${task.entry}" has no tests`);
    const began = performance.now();
    const total = task.tests.length;
    const tests: TestVerdict[] = [];
    let fuel = 0;
    let decidedByClock = false;

    if (program.length > this.limits.source_chars) {
      const message = `the program has ${program.length} characters; the limit is ${this.limits.source_chars}`;
      return { status: 'error', passed: 0, total, tests: [{ status: 'error', message }], fuel: 0, ms: 0 };
    }
    if (++this.#programs % PROGRAMS_PER_INSTANCE === 0) this.#instance = undefined;
    for (const test of task.tests) {
      const run = await this.#test(task.entry, program, test);
      onTest?.();
      fuel += run.fuel;
      decidedByClock ||= run.decidedByClock;
      tests.push(verdictOf(run));
      if (run.status !== 'pass' && (stop_at_first_failure || run.decidedByClock)) break;
    }
    return {
      status: tests.find((test) => test.status !== 'pass')?.status ?? 'pass',
      passed: tests.filter((test) => test.status === 'pass').length,
      total,
      tests,
      fuel,
      ms: performance.now() - began,
      ...(decidedByClock && { decided_by_clock: true }),
    };
  }

  async #test(entry: string, program: string, test: Test): Promise<Run> {
    const expected = canonical(test.expected);
    const args = `[${test.args.map((arg) => `${literal(arg)},`).join('')}]`;
    await this.warmUp();
    const instance = this.#instance as Instance;
    instance.interrupt = () => this.#interrupt();

    let end: End;
    try {
      end = this.#run(instance, entry, program, args, expected, expectedError(test.expected));
    } catch (thrown) {
      end = thrown instanceof End ? thrown : this.#engineFault(thrown);
    }
    if (this.#instance && !instance.rewind()) this.#instance = undefined;
    const { status, message, got } = this.#stopped && end.status !== 'memory' ? this.#timeout() : end;
    return { status, message, got, fuel: this.#fuel, decidedByClock: this.#stopped === 'clock' };
  }

  #run(
    { runtime, program: realm, encoder }: Instance,
    entry: string,
    program: string,
    args: string,
    expected: string,
    throws: string | null | undefined,
  ): End {
    this.#allow(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    const built = realm.evalCode(args, 'args.js', { type: 'global' });
    if (built.error) throw new InputError(`the arguments ${args.slice(0, 80)} do not fit into the engine`);
    const count = realm.getLength(built.value) ?? 0;
    const values = Array.from({ length: count }, (_, i) => realm.getProp(built.value, i));

    this.#allow(this.limits.fuel, this.limits.wall_ms);
    const loaded = realm.evalCode(program, 'program.js', { type: 'global' });
    if (loaded.error) this.#raise(loaded.error);
    const fetched = realm.evalCode(entry, 'entry.js', { type: 'global' });
    if (fetched.error) this.#raise(fetched.error);
    if (realm.typeof(fetched.value) !== 'function') throw new End('error', `${entry} is not a function`);

    const called = realm.callFunction(fetched.value, realm.undefined, values);
    let result: QuickJSHandle | undefined = called.error ? undefined : called.value;
    let error: QuickJSHandle | undefined = called.error;
    if (result && !this.#stopped) {
      let state = realm.getPromiseState(result);
      if (state.type !== 'fulfilled' || !state.notAPromise) {
        this.#drain(runtime);
        state = realm.getPromiseState(result);
        if (state.type === 'pending') throw new End('timeout', 'the promise never settles');
        [result, error] = state.type === 'fulfilled' ? [state.value, undefined] : [undefined, state.error];
      }
    }
    if (this.#stopped) throw this.#timeout();

    if (error) {
      const thrown = this.#describe(error);
      if (throws === undefined || !thrown.error || outOfMemory(thrown)) throw endOf(thrown);
      if (throws !== null && throws !== thrown.name) throw endOf(thrown);
      return new End('pass', undefined, `throws(${thrown.name})`);
    }

    const encoded = encoder.context.callFunction(encoder.result, encoder.context.undefined, [result as QuickJSHandle]);
    if (encoded.error) this.#raise(encoded.error);
    const text = encoder.context.getString(encoded.value);
    if (text[0] !== '=') return new End('fail', `the program returned ${text.slice(1)}`);
    const got = text.slice(1);
    const shown = readable(got.slice(0, GOT_CHARS)) + (got.length > GOT_CHARS ? '…' : '');
    return new End(throws === undefined && agrees(expected, got) ? 'pass' : 'fail', undefined, shown);
  }

  /** Runs promise jobs until none is left, and no more of them than allowed. */
  #drain(runtime: Instance['runtime']): void {
    let left = this.limits.promise_jobs;
    while (!this.#stopped && runtime.hasPendingJob()) {
      if (left <= 0) throw new End('timeout', `more than ${this.limits.promise_jobs} promise jobs`);
      const ran = runtime.executePendingJobs(left);
      // A job that throws does not end the others: its promise is rejected.
      left -= ran.error ? 1 : Math.max(1, ran.value);
    }
  }

  #allow(fuel: number, ms: number): void {
    this.#fuel = 0;
    this.#stopped = undefined;
    this.#deadline = performance.now() + ms;
    this.#fuelLimit = fuel;
  }

  #interrupt(): boolean {
    if (++this.#fuel > this.#fuelLimit) this.#stopped = 'fuel';
    else if (performance.now() > this.#deadline) this.#stopped = 'clock';
    return this.#stopped !== undefined;
  }

  #timeout(): End {
    const { fuel, wall_ms } = this.limits;
    return new End(
      'timeout',
      this.#stopped === 'clock' ? `more than ${wall_ms} ms` : `more than ${fuel} units of work`,
    );
  }

  /** Ends the test with an error that the program, or its loading, threw. */
  #raise(error: QuickJSHandle): never {
    throw this.#stopped ? this.#timeout() : endOf(this.#describe(error));
  }

  #describe(error: QuickJSHandle): Thrown {
    const { encoder } = this.#instance as Instance;
    const about = encoder.context.callFunction(encoder.thrown, encoder.context.undefined, [error]);
    if (this.#stopped) throw this.#timeout();
    // The description itself can run out of memory or stack: what was thrown then stays unknown.
    if (about.error) throw new End('error', 'the program threw a value that cannot be read');
    return JSON.parse(encoder.context.getString(about.value)) as Thrown;
  }

  /**
   * An exception that came through the engine: the program broke it (a parser nested too deep for the host's stack, an
   * abort on exhausted memory). That is the program's failure; the instance is dropped. Anything else is the judge's.
   */
  #engineFault(error: unknown): End {
    this.#instance = undefined;
    if (error instanceof InputError || error instanceof EngineError) throw error;
    if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError) {
      return new End('error', `the program broke the engine (${messageOf(error)})`);
    }
    throw error;
  }
}

function outOfMemory({ name, message }: Thrown): boolean {
  return name === 'InternalError' && message === 'out of memory';
}

function endOf(thrown: Thrown): End {
  if (thrown.error && outOfMemory(thrown)) return new End('memory', 'out of memory');
  const where = thrown.line > 0 ? ` (line ${thrown.line})` : '';
  if (thrown.error) return new End('error', `${thrown.name || 'Error'}: ${thrown.message}${where}`);
  return new End('error', `threw ${thrown.message || 'a value that is no error'}`);
}

function verdictOf({ status, got, message }: Run): TestVerdict {
  return { status, ...(got !== undefined && { got }), ...(message !== undefined && { message }) };
}
