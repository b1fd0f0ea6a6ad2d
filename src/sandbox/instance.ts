/**
 * One WebAssembly instance of QuickJS, prepared for one test and rewound after it.
 *
 * The instance holds two realms: `program`, where the program will run, and `encoder`, which it never sees; where tests are
 * code, two more in another runtime, `test`, for the tests and their encoder. Once all are
 * ready the engine's memory is copied; `rewind` writes the copy back, so every test starts from the same bits: no state
 * travels from one test or program to the next, and nothing has to be torn down. Rewinding costs about 0.02 ms where a
 * new realm costs 0.25 ms.
 */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  type EmscriptenModuleLoader,
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSEmscriptenModule,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { CONSOLE_SOURCE, PRINTER_SOURCE } from './console';
import { ENCODER_SOURCE } from './encoder';
import { INSPECT_SOURCE } from './inspect';
import type { Limits } from './limits';
import { TEST_SOURCE } from './test-realm';
import { TEXT_SOURCE } from './text-realm';

/** What `new Date()` says to every program: 2024-01-01T00:00:00Z. It also seeds `Math.random`. */
const NOW = Date.UTC(2024, 0, 1);
const PAGE = 65_536;
/** Memory the engine starts with; it does not start with less. */
const INITIAL_PAGES = 256;
/** Size of the C stack in this build of the engine. What lies in it between two calls is dead. */
const C_STACK = 5 * 1024 * 1024;

/** What the tests ask of an instance: a function's results, a program's printed text, or the code of a test as well. */
export type Purpose = 'results' | 'text' | 'code';

/** A realm with what writes its values as text, in a realm of its own. */
interface Encoded {
  runtime: QuickJSRuntime;
  realm: QuickJSContext;
  encoder: { context: QuickJSContext; result: QuickJSHandle; thrown: QuickJSHandle; known: QuickJSHandle };
}

/** The code of a test in a runtime of its own: `settled` gives the promise that it has ended. */
export interface TestRealm extends Encoded {
  settled: QuickJSHandle;
}

/** A boot of the engine that did not behave as this file assumes. Nothing can be judged with it. */
export class EngineError extends Error {
  override name = 'EngineError';
}

export class Instance {
  /** Set by the owner: called about every 10,000 steps; true ends the program. */
  interrupt: () => boolean = () => false;
  /** Set by the owner: what a program prints; unless the instance is for text, no more than the beginning comes. */
  print: (text: string) => void = () => {};
  /** Set by the owner: calls the program's function of a number; `args` and the answer live in the test's realm. */
  call: (number: number, args: QuickJSHandle) => QuickJSHandle = () => this.program.undefined;

  readonly runtime: QuickJSRuntime;
  readonly program: QuickJSContext;
  readonly encoder: Encoded['encoder'];
  /** Sets standard input, and ends the program's output, when the instance is for text. */
  readonly text: { read: QuickJSHandle; end: QuickJSHandle } | undefined;
  readonly test: TestRealm | undefined;
  readonly #memory: WebAssembly.Memory;
  readonly #maxBytes: number;
  readonly #stackPointer: () => number;
  readonly #idleStackPointer: number;
  readonly #image: { at: number; bytes: Uint8Array }[];

  private constructor(quickjs: QuickJSWASMModule, limits: Limits, purpose: Purpose, machine: Machine) {
    this.#memory = machine.memory;
    this.#maxBytes = machine.maxPages * PAGE;
    this.#stackPointer = machine.stackPointer;
    this.#idleStackPointer = machine.stackPointer();
    const { runtime, realm, encoder } = this.#realm(quickjs, limits);
    this.runtime = runtime;
    this.program = realm;
    this.encoder = encoder;
    if (purpose === 'text') this.text = this.#openText(limits);
    else this.#openConsole();
    if (purpose === 'code') this.test = this.#openTests(quickjs, limits);
    this.#image = takeImage(this.#memory, this.#idleStackPointer);
    this.#selfTest();
  }

  static async boot(wasm: WebAssembly.Module, limits: Limits, purpose: Purpose = 'results'): Promise<Instance> {
    // The engine's own memory limit does not hold in this build; the memory object's maximum does.
    const maxPages = Math.max(INITIAL_PAGES, Math.floor((limits.memory_mb * 1024 * 1024) / PAGE));
    const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: maxPages });
    let stackPointer: (() => number) | undefined;
    const quickjs = await newQuickJSWASMModuleFromVariant({
      ...variant,
      importModuleLoader: async () => {
        const load = (await variant.importModuleLoader()) as EmscriptenModuleLoader<QuickJSEmscriptenModule>;
        const loader: typeof load = (options) =>
          load({
            ...options,
            ...{ wasmMemory: memory, print: () => {}, printErr: () => {} },
            instantiateWasm: async (imports, done) => {
              const instance = await WebAssembly.instantiate(wasm, withFixedClock(imports, memory));
              stackPointer = instance.exports.Oa as () => number;
              done(instance);
              return instance.exports;
            },
          });
        return loader;
      },
    });
    if (!stackPointer) throw new EngineError('the engine did not instantiate');
    return new Instance(quickjs, limits, purpose, { memory, maxPages, stackPointer });
  }

  /** A realm in a runtime of its own, and beside it, unseen from it, the realm of its encoder. */
  #realm(quickjs: QuickJSWASMModule, limits: Limits): Encoded {
    const runtime = quickjs.newRuntime();
    runtime.setMaxStackSize(limits.stack_kb * 1024);
    runtime.setInterruptHandler(() => this.interrupt());
    const [realm, context] = [runtime.newContext(), runtime.newContext()];
    const bounds = [limits.result_nodes, limits.result_chars, limits.result_depth].map((n) => context.newNumber(n));
    const build = run(context, ENCODER_SOURCE);
    const api = call(context, build, ...bounds, run(realm, 'Object.prototype'));
    return {
      runtime,
      realm,
      encoder: {
        context,
        result: context.getProp(api, 'result'),
        thrown: context.getProp(api, 'thrown'),
        known: context.getProp(api, 'known'),
      },
    };
  }

  /** What makes a line of values, in the encoder's realm. */
  #openFormat(): QuickJSHandle {
    const { context, known } = this.encoder;
    const prototypes = ['Object.prototype', '[Map, Set, Date, RegExp].map((kind) => kind.prototype)'];
    return call(context, run(context, INSPECT_SOURCE), known, ...prototypes.map((source) => run(this.program, source)));
  }

  /** A way out of a realm for what a program prints: a function of the text as JSON. */
  #wayOut(context: QuickJSContext): QuickJSHandle {
    return context.newFunction('print', (text) => this.print(JSON.parse(context.getString(text))));
  }

  #openConsole(): void {
    const { program, encoder } = this;
    const { context } = encoder;
    const printer = call(context, run(context, PRINTER_SOURCE), this.#openFormat(), this.#wayOut(context));
    const work = program.newFunction('work', () => (this.interrupt() ? program.true : program.false));
    call(program, run(program, CONSOLE_SOURCE), printer, work);
  }

  #openText({ result_chars }: Limits): { read: QuickJSHandle; end: QuickJSHandle } {
    const { program } = this;
    const maxChars = program.newNumber(result_chars);
    const api = call(program, run(program, TEXT_SOURCE), this.#openFormat(), this.#wayOut(program), maxChars);
    return { read: program.getProp(api, 'read'), end: program.getProp(api, 'end') };
  }

  #openTests(quickjs: QuickJSWASMModule, limits: Limits): TestRealm {
    const opened = this.#realm(quickjs, limits);
    const { realm, encoder } = opened;
    const bridge = realm.newFunction('call', (number, args) => this.call(realm.getNumber(number), args));
    const settled = call(realm, run(realm, TEST_SOURCE), bridge, encoder.result);
    return { ...opened, settled };
  }

  /** Whether the memory is at its limit: then what runs beside the program may have failed for want of it. */
  get full(): boolean {
    return this.#memory.buffer.byteLength >= this.#maxBytes;
  }

  /** Back to the state after boot. False when the memory has grown or the C stack is off: then boot another instance. */
  rewind(): boolean {
    if (this.#memory.buffer.byteLength !== INITIAL_PAGES * PAGE) return false;
    if (this.#stackPointer() !== this.#idleStackPointer) return false;
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const part of this.#image) bytes.set(part.bytes, part.at);
    return true;
  }

  /** The names of imports and exports are minified: prove that the ones used here mean what this file takes them for. */
  #selfTest(): void {
    const probe = `[Date.now(), new Date(2020, 6, 1).getTime(), new Date(0).getTimezoneOffset(), typeof leak].join()`;
    const expected = [NOW, Date.UTC(2020, 6, 1), 0, 'undefined'].join();
    for (let round = 0; round < 2; round++) {
      const found = this.program.getString(this.program.evalCode(probe, 'self-test.js', { type: 'global' }).unwrap());
      if (found !== expected) throw new EngineError(`self-test of the engine: ${found} instead of ${expected}`);
      this.program.evalCode('var leak = []; for (let i = 0; i < 1e4; i++) leak.push({ i });', 'self-test.js').unwrap();
      if (!this.rewind()) throw new EngineError('self-test of the engine: it does not rewind');
    }
  }
}

interface Machine {
  memory: WebAssembly.Memory;
  maxPages: number;
  stackPointer: () => number;
}

/** The value of a script of the judge's own. */
function run(context: QuickJSContext, source: string): QuickJSHandle {
  return context.evalCode(source, 'prelude.js', { type: 'global' }).unwrap();
}

function call(context: QuickJSContext, callee: QuickJSHandle, ...args: QuickJSHandle[]): QuickJSHandle {
  return context.callFunction(callee, context.undefined, args).unwrap();
}

/** Replaces the engine's only windows on the host, its clock and its time zone, by constants. */
function withFixedClock(imports: WebAssembly.Imports, memory: WebAssembly.Memory): WebAssembly.Imports {
  return {
    a: {
      ...imports.a,
      p: () => NOW,
      /** `localtime`: fills a `struct tm` in UTC. */
      m: (seconds: bigint | number, at: number) => {
        const ms = 1000 * Number(seconds);
        const date = new Date(Math.abs(ms) <= 8.64e15 ? ms : Number.NaN);
        const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
        const yearDay = Math.floor((date.getTime() - startOfYear) / 86_400_000);
        const fields = [date.getUTCSeconds(), date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate()];
        fields.push(date.getUTCMonth(), date.getUTCFullYear() - 1900, date.getUTCDay(), yearDay, 0, 0);
        new Int32Array(memory.buffer, at, fields.length).set(fields);
      },
      /** `tzset`: time zone 0, no daylight saving, both named UTC. */
      n: (zone: number, daylight: number, standardName: number, summerName: number) => {
        new Int32Array(memory.buffer, zone, 1)[0] = 0;
        new Int32Array(memory.buffer, daylight, 1)[0] = 0;
        for (const name of [standardName, summerName]) {
          new Uint8Array(memory.buffer, name, 4).set([0x55, 0x54, 0x43, 0]);
        }
      },
    },
  };
}

/** Copies what is alive in the memory: static data below the C stack, and the heap above it up to the last set byte. */
function takeImage(memory: WebAssembly.Memory, stackPointer: number): { at: number; bytes: Uint8Array }[] {
  const bytes = new Uint8Array(memory.buffer);
  let end = bytes.length;
  while (end > stackPointer && bytes[end - 1] === 0) end--;
  end = Math.min(bytes.length, end + PAGE);
  const dataEnd = Math.max(0, stackPointer - C_STACK);
  return [
    { at: 0, bytes: bytes.slice(0, dataEnd) },
    { at: stackPointer, bytes: bytes.slice(stackPointer, end) },
  ];
}
