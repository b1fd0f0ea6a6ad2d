/**
 * Judges one program at a time: every test in an engine as good as new, every program by the same limits.
 *
 * The tests themselves are run by `test-run.ts`; this file bounds them, and makes a verdict of their ends.
 */
import { InputError, messageOf } from '../common/errors';
import { keepPrinted, PRINTED_CHARS_OF_ALL } from './console';
import { End } from './end';
import { EngineError, Instance, type Purpose } from './instance';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { overlong } from './source-bound';
import { checkTask, type TestRun, testRuns } from './task';
import { type Bounds, compareAnswer, runTest } from './test-run';
import type { JudgeFailure, JudgeJob, ProgramOutput, RunJob, TestVerdict, Verdict } from './types';

/** Programs after which the instances are replaced even when they rewind well. */
const PROGRAMS_PER_INSTANCE = 2000;

export class Engine implements Bounds {
  readonly limits: Limits;
  /** What ends the test, whatever its program goes on to do; null while nothing does. */
  halted: End | null = null;
  readonly #wasm: WebAssembly.Module;
  readonly #instances = new Map<Purpose, Instance>();
  #programs = 0;
  #fuel = 0;
  #fuelLimit = 0;
  #deadline = 0;
  #byClock = false;

  constructor(wasm: WebAssembly.Module, limits: Partial<Limits> = {}) {
    this.#wasm = wasm;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Boots the engine, so that the first program need not wait for it. */
  async warmUp(): Promise<void> {
    await this.#instanceFor('results');
  }

  /**
   * The verdict on a program, or a failure of the judge itself, which is no verdict. `onTest` is told whenever a test
   * has ended: as long as it is, the engine is not stuck.
   */
  async judge(job: JudgeJob, onTest?: () => void): Promise<Verdict | JudgeFailure> {
    return this.#answer(() => this.#judge(job, onTest));
  }

  /** What a program prints, run within the limits of one test; or a failure of the judge itself. */
  async run(job: RunJob): Promise<ProgramOutput | JudgeFailure> {
    return this.#answer(() => this.#run(job));
  }

  async #answer<T>(work: () => Promise<T>): Promise<T | JudgeFailure> {
    try {
      return await work();
    } catch (error) {
      this.#instances.clear();
      return { judge_error: messageOf(error) };
    }
  }

  async #run(job: RunJob): Promise<ProgramOutput> {
    const { program, stdin = '', max_chars } = job;
    const known = overlong(job, this.limits);
    if (known) return known;
    this.#begin();
    const {
      status,
      got = '',
      fuel = 0,
      ms = 0,
      ...end
    } = await this.#try({ purpose: 'text', stdin, max_chars }, program);
    return {
      status,
      output: got,
      ...(end.message !== undefined && { message: end.message }),
      fuel,
      ms,
      ...(this.#byClock && { decided_by_clock: true }),
    };
  }

  /** Counts the programs, and replaces the instances every so many of them. */
  #begin(): void {
    if (++this.#programs % PROGRAMS_PER_INSTANCE === 0) this.#instances.clear();
  }

  async #judge(job: JudgeJob, onTest?: () => void): Promise<Verdict> {
    const { task, program, stop_at_first_failure, give_results } = job;
    checkTask(task);
    const known = overlong(job, this.limits);
    if (known) return known;
    const began = performance.now();
    const total = task.tests.length;
    const tests: TestVerdict[] = [];
    let decidedByClock = false;
    let room = PRINTED_CHARS_OF_ALL;

    this.#begin();
    for (const test of testRuns(task)) {
      const { result, ...verdict } = await this.#try(test, program, room);
      onTest?.();
      room = Math.max(0, room - (verdict.printed?.length ?? 0));
      tests.push(give_results && result !== undefined ? { ...verdict, result } : verdict);
      decidedByClock ||= this.#byClock;
      if (verdict.status !== 'pass' && (stop_at_first_failure || this.#byClock)) break;
    }
    return {
      status: tests.find((test) => test.status !== 'pass')?.status ?? 'pass',
      passed: tests.filter((test) => test.status === 'pass').length,
      total,
      tests,
      fuel: tests.reduce((sum, { fuel = 0 }) => sum + fuel, 0),
      ms: performance.now() - began,
      ...(decidedByClock && { decided_by_clock: true }),
    };
  }

  /** Runs one test; of what the program prints on its console it keeps no more characters than there is room for. */
  async #try(test: TestRun, program: string, room = 0): Promise<TestVerdict> {
    this.unbound();
    if (test.purpose === 'answer') return toTestVerdict(compareAnswer(test, program));
    const instance = await this.#instanceFor(test.purpose);
    const began = performance.now();
    instance.interrupt = () => this.#interrupt();
    let text = '';
    instance.print = (more) => {
      text += more;
    };
    let end: End;
    try {
      end = runTest(test, program, instance, this);
    } catch (thrown) {
      end = thrown instanceof End ? thrown : this.#engineFault(thrown, test.purpose);
    }
    if (!instance.rewind()) this.#instances.delete(test.purpose);
    const decided = this.halted && end.status !== 'memory' ? this.halted : end;
    const printed = keepPrinted(text, room);
    return { ...toTestVerdict(decided), ...(printed && { printed }), fuel: this.#fuel, ms: performance.now() - began };
  }

  async #instanceFor(purpose: Purpose): Promise<Instance> {
    let instance = this.#instances.get(purpose);
    if (!instance) {
      instance = await Instance.boot(this.#wasm, this.limits, purpose);
      this.#instances.set(purpose, instance);
    }
    return instance;
  }

  unbound(): void {
    this.#allow(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  bound(): void {
    this.#allow(this.limits.fuel, this.limits.wall_ms);
  }

  #allow(fuel: number, ms: number): void {
    this.#fuel = 0;
    this.halted = null;
    this.#byClock = false;
    this.#deadline = performance.now() + ms;
    this.#fuelLimit = fuel;
  }

  #interrupt(): boolean {
    if (this.halted) return true;
    if (++this.#fuel > this.#fuelLimit) {
      this.halted = new End('timeout', `more than ${this.limits.fuel} units of work, of 10,000 engine steps each`);
    } else if (performance.now() > this.#deadline) {
      this.#byClock = true;
      this.halted = new End('timeout', `more than ${this.limits.wall_ms} ms`);
    }
    return this.halted !== null;
  }

  /**
   * An exception that came through the engine: the program broke it (an abort on exhausted memory, a host with less stack
   * than any known one). That is the program's failure; the instance is dropped. Anything else is the judge's.
   */
  #engineFault(error: unknown, purpose: Purpose): End {
    this.#instances.delete(purpose);
    if (error instanceof InputError || error instanceof EngineError) throw error;
    if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError) {
      return new End('error', `the program broke the engine (${messageOf(error)})`);
    }
    throw error;
  }
}

/** The end of a test as a verdict reports it. */
function toTestVerdict({ status, got, message, line, result }: End): TestVerdict {
  return {
    status,
    ...(got !== undefined && { got }),
    ...(message !== undefined && { message }),
    ...(line !== undefined && { line }),
    ...(result !== undefined && { result }),
  };
}
