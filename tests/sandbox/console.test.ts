import { describe, expect, test } from 'vitest';
import { CUT, PRINTED_CHARS, PRINTED_CHARS_OF_ALL } from '../../src/sandbox/console';
import { Engine } from '../../src/sandbox/engine';
import { Pool } from '../../src/sandbox/pool';
import type { JudgeTask, TestVerdict } from '../../src/sandbox/types';
import { legit, timeless, verdict } from './corpus';
import { honest } from './honest';
import { LocalWorker } from './local-worker';
import { quickjsWasm } from './wasm';

const engine = new Engine(quickjsWasm);
const oneTest: JudgeTask = { entry: 'f', tests: [{ args: [1], expected: 1 }] };
const judge = async (program: string, task: JudgeTask = oneTest) => verdict(await engine.judge({ task, program }));
const testOf = async (program: string): Promise<TestVerdict> => (await judge(program)).tests[0];
/** What a function prints that does this and returns its argument. */
async function printedBy(body: string): Promise<string | undefined> {
  const { status, printed } = await testOf(`const f = (x) => { ${body}; return x }`);
  expect(status, body).toBe('pass');
  return printed;
}

describe('what a program prints stands beside its verdict', () => {
  test.each([
    ['console.log("a", x, [1, 2], { a: 1, "b-c": "d" })', "a 1 [ 1, 2 ] { a: 1, 'b-c': 'd' }"],
    ['console.log()', ''],
    ['console.info(-0, 5n, null, undefined, NaN, Symbol("s"))', '-0 5n null undefined NaN Symbol(s)'],
    ['console.debug([1, , , "it\'s"], Array(2))', '[ 1, <2 empty items>, "it\'s" ] [ <2 empty items> ]'],
    [
      'console.warn(new Map([["a", new Set([1])]]), new Uint8Array(2))',
      "Map(1) { 'a' => Set(1) { 1 } } Uint8Array(2) [ 0, 0 ]",
    ],
    ['console.error(new TypeError("bad"), [new Error()])', 'TypeError: bad [ Error ]'],
    ['console.dir(new Date(0)); console.table(/a/gi)', '1970-01-01T00:00:00.000Z\n/a/gi'],
    ['console.log(f, class A {}, () => 0)', '[Function: f] [Function: A] [Function: (anonymous)]'],
    ['console.log(new (class Point { y = 2 }), Object.create(null))', 'Point { y: 2 } [Object: null prototype] {}'],
    ['console.log({ get a() { throw 1 }, set b(v) {} })', '{ a: [Getter], b: [Setter] }'],
    ['console.log([[[[1]]]], { a: { b: { c: {} } } })', '[ [ [ [Array] ] ] ] { a: { b: { c: [Object] } } }'],
    ['const a = []; a.push(a); console.log(a)', '[ [Circular *1] ]'],
    ['console.log(2n ** 40n, [2n ** 100000n])', '1099511627776n [ [BigInt] ]'],
    ['console.log("a\\0b\\ud800")', 'a\0b\ud800'],
    ['console.log(Array.from({ length: 102 }, () => 0))', `[ ${'0, '.repeat(100)}... 2 more items ]`],
  ])('%s', async (body, line) => {
    expect(await printedBy(body)).toBe(`${line}\n`);
  });

  test('each test has its own, in order, and nothing stands where nothing was printed', async () => {
    const tests = [1, 2, 3].map((n) => ({ args: [n], expected: n }));
    const { tests: ran } = await judge(
      'let n = 0; const f = (x) => { if (x !== 2) console.log("x is", x, ++n); return x }',
      {
        entry: 'f',
        tests,
      },
    );
    expect(ran.map(({ printed }) => printed)).toEqual(['x is 1 1\n', undefined, 'x is 3 1\n']);
    expect('printed' in ran[1]).toBe(false);
    expect(await printedBy('console.assert(0, "a"); console.time("b"); console.group("c"); console.clear()')).toBe(
      undefined,
    );
  });

  test.each([
    ['console.log("loading"); const f = (x) => { null.x }', 'error', 'loading\n'],
    ['const f = (x) => { console.log("before"); for (;;); }', 'timeout', 'before\n'],
    ['const f = (x) => { console.log("before"); return "x".repeat(1e8) }', 'memory', 'before\n'],
    ['const f = async (x) => { await 0; console.log("later"); return x }', 'pass', 'later\n'],
    ['console.log("a"); const f = ', 'error', undefined],
  ])('however it ends: %s', async (program, status, printed) => {
    expect(await testOf(program)).toMatchObject({ status });
    expect((await testOf(program)).printed).toBe(printed);
  });

  test('in a test that is code, too; what a script prints is its answer', async () => {
    const coded = await judge('const f = (x) => { console.log("x", x); return x }', {
      entry: 'f',
      tests: [{ code: 'assert(candidate(1) + candidate(2) === 3)' }],
    });
    expect(coded).toMatchObject({ status: 'pass', tests: [{ printed: 'x 1\nx 2\n' }] });
    const script = await judge('console.log(1)', { kind: 'script', tests: [{ stdout: '1' }] });
    expect(script).toMatchObject({ status: 'pass', tests: [{ got: '1\n' }] });
    expect('printed' in script.tests[0]).toBe(false);
  });

  test('only the beginning is kept, and that it was cut is said', async () => {
    const whole = 'y'.repeat(PRINTED_CHARS - 1);
    expect(await printedBy(`console.log("${whole}")`)).toBe(`${whole}\n`);
    expect(await printedBy(`console.log("${whole}"); console.log()`)).toBe(`${whole}\n${CUT}`);
    expect(await printedBy('console.log("y".repeat(1e6)); console.log("z")')).toBe(`${whole}y${CUT}`);
    expect(await printedBy('for (let i = 0; i < 1e4; i++) console.log({ i })')).toHaveLength(
      PRINTED_CHARS + CUT.length,
    );
    const all = await judge('const f = (x) => { console.log("y".repeat(1e4)); return x }', {
      entry: 'f',
      tests: [1, 2, 3, 4].map((n) => ({ args: [n], expected: n })),
    });
    const kept = all.tests.map(({ printed }) => printed?.replace(CUT, '').length);
    expect(kept[0]).toBe(PRINTED_CHARS);
    expect(kept.reduce((sum, length) => sum! + length!, 0)).toBeLessThanOrEqual(PRINTED_CHARS_OF_ALL);
    expect(all.tests.every(({ status, printed }) => status === 'pass' && printed!.endsWith(CUT))).toBe(true);
  });

  test('a verdict that is remembered has it as well', async () => {
    const options = { wasm: quickjsWasm, limits: engine.limits, workers: 1, watchdog_ms: 2500, cached_verdicts: 10 };
    const pool = new Pool(() => new LocalWorker(), options);
    const job = { task: oneTest, program: 'const f = (x) => { console.log(x); return x }' };
    const [first] = await pool.judge([job]);
    const [second] = await pool.judge([job]);
    expect(pool.statistics()).toMatchObject({ judged: 1, cached: 1 });
    expect(verdict(first).tests[0].printed).toBe('1\n');
    expect(second).toEqual(first);
    await pool.close();
  });
});

describe('what a program prints decides nothing', () => {
  const printing = '\n;console.log([1, { a: new Map([[1, 2]]) }], "text", () => 1); console.error(new Error("e"));';
  const programs = [
    ...legit.map(({ name, task, code }) => ({ name, task: task as JudgeTask, program: code })),
    ...honest.filter(({ task }) => !task.kind || task.kind === 'function'),
  ];
  test.each(programs.map((item) => [item.name, item] as const))('%s', async (_, { task, program }) => {
    const silent = timeless(await engine.judge({ task, program }));
    const { tests, ...whole } = timeless(await engine.judge({ task, program: program + printing }));
    expect(tests[0].printed).toContain('[ 1, { a: Map(1) { 1 => 2 } } ] text [Function: (anonymous)]\nError: e\n');
    expect(whole.fuel - silent.fuel).toBeLessThanOrEqual(whole.total);
    const without = tests.map(({ printed: _, fuel: __, ...test }) => test);
    expect(without).toEqual(silent.tests.map(({ printed: _, fuel: __, ...test }) => test));
  });

  test.each([
    'console.log({ toString() { throw 1 }, valueOf() { throw 1 }, toJSON() { throw 1 }, get [Symbol.toPrimitive]() { throw 1 } })',
    'console.log(Proxy.revocable({}, {}).proxy, Proxy.revocable([], {}).proxy)',
    'console.log(new Proxy({}, new Proxy({}, { get() { throw 1 } })))',
    'console.log(new Proxy([], { getOwnPropertyDescriptor: () => ({ value: { valueOf() { throw 1 } }, writable: true, configurable: false }) }))',
    'const liar = new Proxy(Object.freeze({ a: 1 }), { ownKeys: () => [] }); console.log(liar)',
    'const own = new Proxy({}, { ownKeys() { console.log(own); return [] } }); console.log(own)',
    'Object.defineProperty(Array.prototype, 0, { set() { throw 1 } }); console.log([, 1], {})',
    'Array.prototype[Symbol.iterator] = String.prototype.slice = JSON.stringify = Reflect.apply = () => { throw 1 }; console.log([1], "a")',
    'Array.prototype.push = Array.prototype.join = Map.prototype.entries = () => ["faked"]; console.log([1], new Map([[1, 1]]))',
    'delete globalThis.JSON; delete globalThis.Reflect; console.log({ a: [1] })',
    'console.log = console.error = null; Object.freeze(console)',
    'delete console.log; globalThis.console = undefined',
    '(function g() { console.log([[{}]]); try { g() } catch {} })()',
    'console.log(new (class { get ["constructor"]() { throw 1 } }), Object.create(new Proxy({}, {})))',
    'const m = new Map([[1, 0], [2, 0]]); m.set(1, new Proxy({}, { ownKeys() { m.clear(); return [] } })); console.log(m)',
  ])('a hostile value or realm: %s', async (body) => {
    const { printed = '' } = await testOf(`const f = (x) => { ${body}; return x }`);
    expect(await testOf(`const f = (x) => { ${body}; return x }`)).toMatchObject({ status: 'pass', got: '1' });
    expect(printed).not.toContain('faked');
    expect(printed.length).toBeLessThanOrEqual(PRINTED_CHARS + CUT.length);
    expect(await printedBy('console.log([1])')).toBe('[ 1 ]\n');
  });

  test('what a trap prints while its object is shown is lost', async () => {
    const proxy = 'new Proxy({ a: 1 }, { ownKeys(t) { console.log("seen"); return Reflect.ownKeys(t) } })';
    expect(await printedBy(`console.log(${proxy}); Object.keys(${proxy})`)).toBe('{ a: 1 }\nseen\n');
  });

  test.each([
    'for (;;) console.log("y".repeat(1e5))',
    'for (;;) console.log("y".repeat(1e3))',
    'const a = "y".repeat(1e6); for (;;) console.log(a, a, a)',
    'console.log(new Proxy({}, { ownKeys() { for (;;); } }))',
    'for (;;) try { console.log({}) } catch {}',
  ])('a flood ends by fuel: %s', async (body) => {
    // A clock must not come before fuel on a loaded machine, as it does not in earnest on a free one.
    const patient = new Engine(quickjsWasm, { wall_ms: 20_000 });
    const answer = verdict(await patient.judge({ task: oneTest, program: `const f = (x) => { ${body} }` }));
    expect(answer).toMatchObject({ status: 'timeout', fuel: patient.limits.fuel + 1 });
    expect(answer.decided_by_clock).toBeUndefined();
  });
});
