import { expect, test } from 'vitest';
import { Engine } from '../../src/sandbox/engine';
import type { TaggedValue } from '../../src/sandbox/types';
import { canary, verdict } from './corpus';
import { quickjsWasm } from './wasm';

/** Attacks on this judge's own seams. Each would pass if the seam it aims at were open; none may. */
const engine = new Engine(quickjsWasm);

const SEAMS: [name: string, program: string, tests: [args: TaggedValue[], expected: TaggedValue][]][] = [
  ['the text of a result, forged as a string', 'const f = () => "=5"', [[[], 5]]],
  ['the mark of negative zero', 'const f = () => "~0"', [[[], 0]]],
  ['the text of an expected error', 'const f = () => "throws(null)"', [[[], { $: 'throws', v: null }]]],
  ['an object that writes its own text', 'const f = () => ({ toJSON: () => 5, toString: () => "5" })', [[[], 5]]],
  [
    'a proxy that watches what the encoder asks for',
    `const f = () => new Proxy({}, { getOwnPropertyDescriptor: (t, k) => ({ value: k, configurable: true, enumerable: true }),
       has: () => true, get: () => 42 })`,
    [[[], { secret: 'secret' }]],
  ],
  [
    'a proxy that reaches for the encoder through what its traps are given',
    `const f = () => new Proxy({}, new Proxy({}, { get: (t, trap) => (...given) => {
       for (const thing of given) try { thing.constructor.constructor('return this')().String = () => '5' } catch {}
       return Reflect[trap](...given) } }))`,
    [[[], 5]],
  ],
  [
    'the realm of the encoder through the error of a broken proxy invariant',
    `const f = () => { let seen; const frozen = Object.freeze({ a: 1 });
       const liar = new Proxy(frozen, { ownKeys: () => [] });
       try { Reflect.ownKeys(liar) } catch (error) { seen = error.constructor.constructor }
       seen('JSON.stringify = () => "5"; String = () => "5"')(); return 4 }`,
    [[[], 5]],
  ],
  [
    'Error.isError and the kinds, replaced',
    'Error.isError = () => true; Array.isArray = () => false; const f = () => { throw { name: "RangeError" } }',
    [[[], { $: 'throws', v: 'RangeError' }]],
  ],
  [
    'an error by toStringTag',
    'const f = () => { throw { [Symbol.toStringTag]: "Error", name: "RangeError", message: "" } }',
    [[[], { $: 'throws', v: 'RangeError' }]],
  ],
  ['a map by its prototype', 'const f = () => Object.create(Map.prototype)', [[[], { $: 'map', v: [] }]]],
  ['a date by its prototype', 'const f = () => Object.setPrototypeOf({}, Date.prototype)', [[[], { $: 'date', v: 0 }]]],
  [
    'a typed array by its prototype',
    'const f = () => Object.setPrototypeOf([1], Uint8Array.prototype)',
    [[[], { $: 'typed', k: 'Uint8Array', v: [1] }]],
  ],
  [
    'an array that hides its extra keys from the count',
    'const f = () => { const a = [1, , 3]; a.x = 2; return a }',
    [[[], [1, { $: 'hole' }, 3]]],
  ],
  [
    'answers in order, counted in the arguments array left behind by the judge',
    'globalThis.n ??= 0; const f = () => [5, 3, 9][globalThis.n++]',
    [
      [[1], 5],
      [[2], 3],
      [[3], 9],
    ],
  ],
  [
    'answers in order, counted in memory that the last test grew or filled',
    `let room = 0; try { for (const keep = []; ; room++) keep.push(new ArrayBuffer(1 << 20)) } catch {}
     const seen = new ArrayBuffer(1 << 16); const f = () => new Uint8Array(seen).some(Boolean) || room < 40 ? 2 : 1`,
    [
      [[1], 1],
      [[2], 2],
      [[3], 2],
    ],
  ],
  [
    'answers in order, counted by the clock',
    'const f = () => [5, 3][Math.floor(Date.now() / 1000) % 2]',
    [
      [[], 5],
      [[], 3],
    ],
  ],
  [
    'answers in order, counted by chance',
    'const f = () => Math.random() < 0.5 ? 5 : 3',
    [
      [[], 5],
      [[], 3],
    ],
  ],
  [
    'answers in order, counted by a finalizer or a job left behind',
    `const f = () => { Promise.resolve().then(() => { globalThis.late = 1 }); new FinalizationRegistry(() => { globalThis.late = 1 }).register({}, 0);
       return globalThis.late ? 3 : 5 }`,
    [
      [[], 5],
      [[], 3],
    ],
  ],
  [
    'the entry, redefined by the act of naming it',
    'let f = () => 4; Object.defineProperty(globalThis, "f", { get: () => () => 5 })',
    [[[], 5]],
  ],
  [
    'a result that changes between two reads',
    'const f = () => { let n = 0; return new Proxy({}, { ownKeys: () => (n++ ? ["a"] : []) }) }',
    [[[], { a: 1 }]],
  ],
  [
    'a module that imports the judge',
    'const f = async () => (await import("./engine.js")).answer',
    [[[], { $: 'undefined' }]],
  ],
  [
    'the source of the arguments, read off the stack',
    'const f = () => Number(/args.js:(\\d+)/.exec(new Error().stack)?.[1] ?? 0)',
    [[[], 1]],
  ],
];

test.each(SEAMS)('%s', async (_, program, tests) => {
  const task = { entry: 'f', tests: tests.map(([args, expected]) => ({ args, expected })) };
  const answer = verdict(await engine.judge({ task, program }));
  expect(answer.status, JSON.stringify(answer)).not.toBe('pass');
  expect(await engine.judge(canary)).toMatchObject({ status: 'pass' });
});
