/**
 * Runs one test of one program.
 *
 * A function's test: build the arguments from a literal, load the program as a script, fetch the entry by name, call it,
 * drain the promise jobs if it returned a promise, write the result as canonical text in the encoder's realm, compare with
 * the expected value on the host. A text's test: set the input, load the program, compare what it printed. A test that is
 * code calls the function from a realm in another runtime, with canonical text crossing between the two. The expected
 * value never enters the program's realm, so there is no comparison to bend and no verdict to forge.
 */
import type { QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import { InputError } from '../common/errors';
import { textAgrees, valueAgrees } from './compare';
import { decode } from './decode';
import { End, endByThrow, outOfMemory, type Thrown } from './end';
import type { Instance, TestRealm } from './instance';
import type { Limits } from './limits';
import type { TestRun } from './task';
import { expectedError, literal, readable } from './values';

const GOT_CHARS = 200;

/** The limits of a test; once `halted` is set, the engine stops and the test ends so. */
export interface Bounds {
  readonly limits: Limits;
  halted: End | null;
  /** Starts the count of fuel and time: from here on the program runs. */
  bound(): void;
}

/** Judges a text that is itself the answer. */
export function compareAnswer({ stdout, compare }: TestRun & { purpose: 'answer' }, answer: string): End {
  const status = textAgrees(compare, stdout, answer) ? 'pass' : 'fail';
  return new End(status, undefined, shortened(answer.slice(0, GOT_CHARS), answer.length), undefined, answer);
}

/** Runs one test of a program in an instance that is fresh or rewound. Throws what is no end of the test. */
export function runTest(test: ProgramTestRun, program: string, instance: Instance, bounds: Bounds): End {
  const run = new TestRunner(program, instance, bounds);
  switch (test.purpose) {
    case 'results':
      return run.results(test);
    case 'text':
      return run.text(test);
    case 'code':
      return run.code(test);
  }
}

/** A test that runs the program. */
type ProgramTestRun = Exclude<TestRun, { purpose: 'answer' }>;

/** How a call of the program's ended. */
type Outcome = { value: QuickJSHandle; promise: boolean } | { error: QuickJSHandle };

class TestRunner {
  readonly #program: string;
  readonly #instance: Instance;
  readonly #bounds: Bounds;

  constructor(program: string, instance: Instance, bounds: Bounds) {
    this.#program = program;
    this.#instance = instance;
    this.#bounds = bounds;
  }

  results({ entry, args, expected, compare }: TestRun & { purpose: 'results' }): End {
    const throws = expectedError(expected);
    const values = this.#build(args);
    this.#bounds.bound();
    const outcome = this.#call(this.#load(entry), values);
    this.#check();
    if ('error' in outcome) {
      const thrown = this.#describe(outcome.error);
      if (throws === undefined || !thrown.error || outOfMemory(thrown)) return endByThrow(thrown);
      if (throws !== null && throws !== thrown.name) return endByThrow(thrown);
      return new End('pass', undefined, `throws(${thrown.name})`);
    }
    const got = this.#encode(outcome.value);
    const agrees = throws === undefined && valueAgrees(compare, expected, got);
    const start = shortened(readable(got.slice(0, GOT_CHARS)), got.length);
    return new End(agrees ? 'pass' : 'fail', undefined, start, undefined, got);
  }

  text(test: TestRun & { purpose: 'text' }): End {
    if ('max_chars' in test) return this.#output(test);
    const { stdout, compare } = test;
    const { result_chars } = this.#bounds.limits;
    let chars = 0;
    const printed = this.#print(test.stdin, (text) => {
      chars += text.length;
      if (chars <= result_chars) return text;
      this.#bounds.halted ??= new End('fail', `the program printed more than ${result_chars} characters`);
      return '';
    });
    this.#runText();
    const got = printed.join('');
    const agrees = textAgrees(compare, stdout, got);
    return new End(agrees ? 'pass' : 'fail', undefined, shortened(got.slice(0, GOT_CHARS), got.length), undefined, got);
  }

  /** Runs the program for what it prints, whatever that is. */
  #output({ stdin, max_chars }: { stdin: string; max_chars: number }): End {
    let left = max_chars;
    const printed = this.#print(stdin, (text) => {
      const kept = text.slice(0, left);
      left -= kept.length;
      return kept;
    });
    try {
      this.#runText();
    } catch (thrown) {
      if (!(thrown instanceof End) || thrown.status === 'memory' || this.#bounds.halted) throw thrown;
      throw new End(thrown.status, thrown.message, printed.join(''), thrown.line);
    }
    return new End('pass', undefined, printed.join(''));
  }

  /** Sets the input; what the program prints from then on is gathered, as `keep` leaves it. */
  #print(stdin: string, keep: (text: string) => string): string[] {
    const { program: realm, text } = this.#instance;
    // As source text, because a string handed over ends at its first NUL.
    const input = this.#evaluate(JSON.stringify(stdin));
    const set = input.error ? input : realm.callFunction(text!.read, realm.undefined, [input.value]);
    if (set.error) throw new InputError(`standard input of ${stdin.length} characters does not fit into the engine`);
    const printed: string[] = [];
    this.#instance.print = (text) => void printed.push(keep(text));
    return printed;
  }

  /** Runs the program as it stands, to its end. */
  #runText(): void {
    const { program: realm, runtime, text } = this.#instance;
    this.#bounds.bound();
    const loaded = realm.evalCode(this.#program, 'program.js', { type: 'global' });
    this.#drain(runtime);
    const ended = realm.callFunction(text!.end, realm.undefined, []);
    this.#check();
    const code: unknown = ended.error ? undefined : realm.dump(ended.value);
    if (typeof code === 'number') {
      if (code !== 0) throw new End('error', `the program ended with code ${code}`);
    } else {
      if (loaded.error) this.#raise(loaded.error);
      if (ended.error) this.#raise(ended.error);
      // The script's own value may be the promise of its main function.
      const state = realm.getPromiseState(loaded.value);
      if (state.type === 'rejected') this.#raise(state.error);
    }
  }

  code({ entry, code }: TestRun & { purpose: 'code' }): End {
    const { runtime, realm, encoder, settled } = this.#instance.test as TestRealm;
    this.#bounds.bound();
    const functions = [this.#load(entry)];
    let fault: unknown;
    /** What the program threw last: when the test lets it through, that is the test's end. */
    let threw: Thrown | undefined;
    const describe = (error: QuickJSHandle) => this.#describe(error, encoder);

    this.#instance.call = (number, args) => {
      let answer: string;
      try {
        this.#check();
        const values = this.#rebuild(literal(decode(this.#encode(args, encoder))));
        const outcome = this.#call(functions[number], values);
        if ('error' in outcome) {
          threw = this.#describe(outcome.error);
          if (threw.error && outOfMemory(threw)) throw endByThrow(threw);
          answer = JSON.stringify({ error: threw });
        } else {
          const { value, promise } = outcome;
          const held = this.#instance.program.typeof(value) === 'function';
          const given = held ? `function:${functions.push(value) - 1}` : `value:${this.#carried(value)}`;
          answer = `{${given},promise:${promise}}`;
        }
      } catch (thrown) {
        // The test may catch what it likes: this ends it all the same.
        if (thrown instanceof End) this.#bounds.halted ??= thrown;
        else fault ??= thrown;
        throw new Error('the test has ended');
      }
      return realm.evalCode(`(${answer})`, 'bridge.js', { type: 'global' }).unwrap();
    };

    const end = (error: QuickJSHandle): End => {
      if (fault) throw fault;
      const thrown = describe(error);
      if (threw && threw.name === thrown.name && threw.message === thrown.message) return endByThrow(threw);
      return new End('fail', thrown.message || thrown.name || 'a check does not hold');
    };
    const loaded = realm.evalCode(code, 'test.js', { type: 'global' });
    if (loaded.error) {
      const thrown = this.#bounds.halted ? undefined : describe(loaded.error);
      if (thrown?.name === 'SyntaxError' && !threw) {
        throw new InputError(`the code of a test does not parse: ${thrown.message}`);
      }
      return end(loaded.error);
    }
    const ended = realm.callFunction(settled, realm.undefined, [loaded.value]);
    if (ended.error) return end(ended.error);
    this.#drain(runtime);
    if (fault) throw fault;
    this.#check();
    const state = realm.getPromiseState(ended.value);
    if (state.type === 'rejected') return end(state.error);
    if (this.#instance.full) return new End('memory', 'out of memory'); // which the test may have taken for what it waits for
    return state.type === 'fulfilled' ? new End('pass') : new End('timeout', 'the test never settles');
  }

  /** The arguments of a test, built in the program's realm before the program is there. */
  #build(list: string): QuickJSHandle[] {
    const built = this.#evaluate(list);
    if (built.error) throw new InputError(`the arguments ${list.slice(0, 80)} do not fit into the engine`);
    return this.#items(built.value);
  }

  /** The arguments of a call from a test's code: the program is there, and may have broken what builds them. */
  #rebuild(list: string): QuickJSHandle[] {
    const built = this.#evaluate(list);
    if (built.error) this.#raise(built.error);
    return this.#items(built.value);
  }

  #evaluate(source: string) {
    return this.#instance.program.evalCode(source, 'args.js', { type: 'global' });
  }

  #items(array: QuickJSHandle): QuickJSHandle[] {
    const { program: realm } = this.#instance;
    return Array.from({ length: realm.getLength(array) ?? 0 }, (_, i) => realm.getProp(array, i));
  }

  /** Source text that builds a result of the program's in the realm of a test. */
  #carried(value: QuickJSHandle): string {
    const text = this.#encode(value);
    try {
      return literal(decode(text));
    } catch {
      throw new End('fail', `the program returned ${text.slice(0, GOT_CHARS)}, which no test can read`);
    }
  }

  /** Loads the program and fetches its function. */
  #load(entry: string): QuickJSHandle {
    const { program: realm } = this.#instance;
    const loaded = realm.evalCode(this.#program, 'program.js', { type: 'global' });
    if (loaded.error) this.#raise(loaded.error);
    const fetched = realm.evalCode(entry, 'entry.js', { type: 'global' });
    if (fetched.error) this.#raise(fetched.error);
    if (realm.typeof(fetched.value) !== 'function') throw new End('error', `${entry} is not a function`);
    return fetched.value;
  }

  /** Calls a function of the program's; a promise is followed to its end. */
  #call(callee: QuickJSHandle, args: QuickJSHandle[]): Outcome {
    const { program: realm, runtime } = this.#instance;
    const called = realm.callFunction(callee, realm.undefined, args);
    if (called.error) return { error: called.error };
    if (this.#bounds.halted) return { value: called.value, promise: false };
    let state = realm.getPromiseState(called.value);
    if (state.type === 'fulfilled' && state.notAPromise) return { value: called.value, promise: false };
    this.#drain(runtime);
    state = realm.getPromiseState(called.value);
    if (state.type === 'pending') throw new End('timeout', 'the promise never settles');
    return state.type === 'fulfilled' ? { value: state.value, promise: true } : { error: state.error };
  }

  /** Runs promise jobs until none is left, and no more of them than allowed. */
  #drain(runtime: QuickJSRuntime): void {
    const { promise_jobs } = this.#bounds.limits;
    let left = promise_jobs;
    while (!this.#bounds.halted && runtime.hasPendingJob()) {
      if (left <= 0) throw new End('timeout', `more than ${promise_jobs} promise jobs`);
      const ran = runtime.executePendingJobs(left);
      // A job that throws does not end the others: its promise is rejected.
      left -= ran.error ? 1 : Math.max(1, ran.value);
    }
  }

  #check(): void {
    if (this.#bounds.halted) throw this.#bounds.halted;
  }

  /** Ends the test with an error that the program, or its loading, threw. */
  #raise(error: QuickJSHandle): never {
    this.#check();
    throw endByThrow(this.#describe(error));
  }

  /** The canonical text of a value; in the order it was made in where the test is code, to build it again. */
  #encode(value: QuickJSHandle, encoder = this.#instance.encoder): string {
    const { context, result } = encoder;
    const keepOrder = this.#instance.test ? context.true : context.false;
    const encoded = context.callFunction(result, context.undefined, [value, keepOrder]);
    if (encoded.error) this.#raise(encoded.error);
    const text = context.getString(encoded.value);
    if (text[0] === '=') return text.slice(1);
    if (encoder === this.#instance.encoder) throw new End('fail', `the program returned ${text.slice(1)}`);
    throw new InputError(`the code of a test calls the program with ${text.slice(1)}`);
  }

  #describe(error: QuickJSHandle, { context, thrown }: Instance['encoder'] = this.#instance.encoder): Thrown {
    const about = context.callFunction(thrown, context.undefined, [error]);
    this.#check();
    // The description itself can run out of memory or stack: what was thrown then stays unknown.
    if (about.error) throw new End('error', 'the program threw a value that cannot be read');
    return JSON.parse(context.getString(about.value)) as Thrown;
  }
}

function shortened(start: string, length: number): string {
  return start + (length > GOT_CHARS ? '…' : '');
}
