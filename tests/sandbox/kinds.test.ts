import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/sandbox/engine';
import type { JudgeTask, TextTask } from '../../src/sandbox/types';
import { verdict } from './corpus';
import { quickjsWasm } from './wasm';

const engine = new Engine(quickjsWasm);
const judge = async (task: JudgeTask, program: string) => verdict(await engine.judge({ task, program }));

const script = (...stdout: string[]): TextTask => ({ kind: 'script', tests: stdout.map((text) => ({ stdout: text })) });
const adder: TextTask = {
  kind: 'stdio',
  tests: [
    { stdin: '1 2\n3 4\n', stdout: '3\n7\n' },
    { stdin: '5 6', stdout: '11' },
    { stdin: '', stdout: '' },
  ],
};

describe('a script', () => {
  test.each([
    ['console.log("a", 1, true, null, undefined)', 'a 1 true null undefined'],
    ['console.log([1, "b", { c: [2n] }], -0)', "[ 1, 'b', { c: [ 2n ] } ] -0"],
    ['console.log(new Map([["a", 1]]), new Set([1]), [], {})', "Map(1) { 'a' => 1 } Set(1) { 1 } [] {}"],
    ['console.log([[[[1]]]], { "a-b": () => 1 })', "[ [ [ [Array] ] ] ] { 'a-b': [Function: a-b] }"],
    ['const a = []; a.push(a); console.log(a)', '[ [Circular *1] ]'],
    ['process.stdout.write("a"); process.stdout.write("b\\n"); print("c")', 'ab\nc'],
    ['(async () => { await 0; console.log(1) })(); console.log(0)', '0\n1'],
    ['console.error("unseen"); console.log("seen")', 'seen'],
    ['console.log()\nconsole.log("x")', '\nx'],
  ])('%s prints %j', async (program, stdout) => {
    expect(await judge(script(stdout), program)).toMatchObject({ status: 'pass', tests: [{ got: `${stdout}\n` }] });
  });

  test.each([
    ['console.log(4)', 'fail'],
    ['', 'fail'],
    ['console.log(5); throw new Error("late")', 'error'],
    ['(async () => { console.log(5); throw new Error("later") })()', 'error'],
    ['console.log(5); for (;;);', 'timeout'],
    ['for (;;) console.log("x".repeat(1000))', 'fail'],
    ['console.log(5); const flood = async () => { for (;;) await 0 }; flood()', 'timeout'],
    ['console.log("x".repeat(1e8))', 'memory'],
  ])('%s: %s', async (program, must) => {
    expect((await judge(script('5'), program)).status).toBe(must);
    expect(await judge(script('5'), 'console.log(5)')).toMatchObject({ status: 'pass' });
  });
});

describe('standard input', () => {
  const sum = 'line.split(" ").reduce((a, b) => a + Number(b), 0)';
  test.each([
    `for (let line; (line = readline()) !== null; ) console.log(${sum})`,
    `require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean).forEach((line) => console.log(${sum}))`,
    `const lines = require("node:fs").readFileSync("/dev/stdin").toString().trim();
     if (lines) for (const line of lines.split("\\n")) console.log(${sum})`,
    `let text = ""; process.stdin.setEncoding("utf8"); process.stdin.on("data", (part) => { text += part });
     process.stdin.on("end", () => { for (const line of text.split("\\n")) if (line) console.log(${sum}) })`,
    `require("readline").createInterface({ input: process.stdin }).on("line", (line) => console.log(${sum}))`,
    `(async () => { for await (const line of require("readline").createInterface({})) console.log(${sum}) })()`,
  ])('read by %s', async (program) => {
    expect(await judge(adder, program)).toMatchObject({ status: 'pass', passed: 3 });
  });

  test('any text may be read', async () => {
    const tests = ['a\0b', '\ud800', '\u2028"`\\', ''].map((stdin) => ({ stdin, stdout: JSON.stringify(stdin) }));
    const program = 'console.log(JSON.stringify(require("fs").readFileSync(0, "utf8")))';
    expect(await judge({ kind: 'stdio', tests, compare: { mode: 'strict' } }, program)).toMatchObject({
      status: 'pass',
    });
  });

  test('each test reads its own, and nothing of the one before', async () => {
    const program = 'globalThis.all = (globalThis.all ?? "") + require("fs").readFileSync(0, "utf8"); console.log(all)';
    const task: TextTask = { kind: 'stdio', tests: ['a', 'b'].map((text) => ({ stdin: text, stdout: text })) };
    expect(await judge(task, program)).toMatchObject({ status: 'pass', passed: 2 });
  });

  test('a policy goes before the default, which is word by word', async () => {
    const tests = [{ stdout: '0.3 a' }];
    const program = 'console.log(0.1 + 0.2); console.log("a")';
    expect((await judge({ kind: 'stdio', tests }, program)).status).toBe('fail');
    expect((await judge({ kind: 'stdio', tests, compare: { mode: 'float' } }, program)).status).toBe('pass');
    expect((await judge({ kind: 'script', tests }, 'console.log("0.3"); console.log("a")')).status).toBe('fail');
  });
});

describe('a test that is code', () => {
  const coded = (code: string): JudgeTask => ({ entry: 'f', tests: [{ code }] });
  test.each([
    ['assert.equal(candidate(2), 4); assert(candidate(3) === 6)', 'const f = (x) => x * 2'],
    ['assert.deepEqual(candidate([3, 1]), { a: [1, 3] })', 'const f = (x) => ({ a: x.sort() })'],
    ['assert.deepEqual(Object.keys(candidate({ b: 1, a: 2 })), ["b", "a"])', 'const f = (x) => x'],
    ['assert.deepEqual([...candidate(new Map([[2, 0], [1, 0]])).keys()], [2, 1])', 'const f = (x) => x'],
    ['assert.throws(() => candidate(-1), RangeError)', 'const f = (x) => { if (x < 0) throw new RangeError("no") }'],
    ['expect(() => candidate()).toThrow(/bad/)', 'class Bad extends Error {} const f = () => { throw new Bad("bad") }'],
    ['expect(candidate(0.1)).toBeCloseTo(0.3); expect(candidate(1)).not.toBe(1)', 'const f = (x) => x + 0.2'],
    ['const add = candidate(2); assert.equal(add(3)(4), 9)', 'const f = (a) => (b) => (c) => a + b + c'],
    [
      'const next = candidate(); next(); next(); expect(next()).toBe(3)',
      'const f = () => { let n = 0; return () => ++n }',
    ],
    ['(async () => { assert.equal(await candidate(1), 2) })()', 'const f = async (x) => x + 1'],
    [
      'describe("f", () => { let x; beforeEach(() => { x = 1 }); test("a", () => { expect(candidate(x)).toBe(1) }); it.skip("b", () => { throw 1 }) })',
      'const f = (x) => x',
    ],
    [
      'test("rejects", async () => { try { await candidate(); } catch (error) { expect(error.message).toBe("no"); return } expect(0).toBe(1) })',
      'const f = async () => { throw new Error("no") }',
    ],
  ])('%s passes', async (code, program) => {
    expect(await judge(coded(code), program)).toMatchObject({ status: 'pass', passed: 1 });
    expect((await judge(coded(code), 'const f = () => "wrong"')).status).not.toBe('pass');
  });

  test.each([
    ['assert.equal(candidate(2), 4)', 'const f = (x) => x', 'fail'],
    ['test("late", async () => { await 0; expect(candidate(2)).toBe(4) })', 'const f = (x) => x', 'fail'],
    ['candidate(2).length.toFixed()', 'const f = (x) => x', 'fail'],
    ['candidate(2)', 'const f = (x) => { throw new TypeError("no") }', 'error'],
    ['candidate(2)', 'const g = 1', 'error'],
    ['candidate(2)', 'const f = () => { for (;;); }', 'timeout'],
    ['try { candidate(2) } catch {}', 'const f = () => { for (;;); }', 'timeout'],
    ['assert.throws(() => candidate(2))', 'const f = () => "x".repeat(1e8)', 'memory'],
    ['new Promise(() => {})', 'const f = (x) => x', 'timeout'],
    ['try { candidate(2) } catch {}', 'const f = () => ({ f() {} })', 'fail'],
  ])('%s against %s: %s', async (code, program, must) => {
    const answer = await judge(coded(code), program);
    expect(answer.status, JSON.stringify(answer)).toBe(must);
  });

  test.each(['assert.equal(candidate(2), ', 'candidate(() => 1)', 'candidate(Symbol())'])(
    'what is wrong with the test itself is a failure of the judge: %s',
    async (code) => {
      expect(await engine.judge({ task: coded(code), program: 'const f = (x) => x' })).toHaveProperty('judge_error');
    },
  );

  test('stands beside tests that are data', async () => {
    const task: JudgeTask = {
      entry: 'f',
      tests: [{ args: [1], expected: 1 }, { code: 'assert.equal(candidate(2), 2)' }],
    };
    expect(await judge(task, 'const f = (x) => x')).toMatchObject({ status: 'pass', passed: 2 });
  });
});

test.each<[string, unknown]>([
  ['a kind there is none of', { kind: 'magic', entry: 'f', tests: [{ args: [], expected: 1 }] }],
  ['tests of another kind', { kind: 'stdio', tests: [{ args: [], expected: 1 }] }],
  ['a text for a function', { entry: 'f', tests: [{ stdin: '', stdout: '' }] }],
  ['no entry', { tests: [{ args: [], expected: 1 }] }],
  ['an expected text that is not JSON', { kind: 'script', tests: [{ stdout: 'x' }], compare: { mode: 'json' } }],
])('%s is a failure of the judge', async (_, task) => {
  expect(await engine.judge({ task: task as JudgeTask, program: '' })).toHaveProperty('judge_error');
});

describe('an answer', () => {
  const answer = (compare?: TextTask['compare']): TextTask => ({ kind: 'answer', tests: [{ stdout: '42' }], compare });
  test('is compared as it stands, and never run', async () => {
    for (const text of ['42', '42\n', '42 ']) expect((await judge(answer(), text)).status).toBe('pass');
    for (const text of ['6*7', 'console.log(42)', '', '42.0', '042', '4 2']) {
      expect((await judge(answer(), text)).status, text).toBe('fail');
    }
    expect((await judge(answer({ mode: 'float' }), '42.00')).status).toBe('pass');
  });
});

describe('a program run for its output', () => {
  const run = async (program: string, max_chars = 50) => await engine.run({ program, max_chars });

  test('gives what it prints, cut, and no more of it', async () => {
    expect(await run('print(6 * 7)')).toEqual({
      status: 'pass',
      output: '42\n',
      fuel: expect.any(Number),
      ms: expect.any(Number),
    });
    expect(await run('')).toMatchObject({ status: 'pass', output: '' });
    expect(await run('for (let i = 0; i < 1e4; i++) print(i)', 8)).toMatchObject({
      status: 'pass',
      output: '0\n1\n2\n3\n',
    });
    expect(await run('print("x".repeat(1e6)); print("y")', 3)).toMatchObject({ status: 'pass', output: 'xxx' });
    expect(await engine.run({ program: 'print(readline() * 2)', stdin: '21', max_chars: 9 })).toMatchObject({
      output: '42\n',
    });
  });

  test('says what went wrong, after what was printed by then', async () => {
    const late = await run('print(1)\nnope()');
    expect(late).toMatchObject({
      status: 'error',
      output: '1\n',
      message: "ReferenceError: 'nope' is not defined (line 2)",
    });
    expect(await run('print(')).toMatchObject({
      status: 'error',
      output: '',
      message: expect.stringMatching(/^SyntaxError/),
    });
    expect(await run('(async () => { print(2); throw 7 })()')).toMatchObject({ status: 'error', output: '2\n' });
  });

  test.each([
    ['for (;;);', 'timeout'],
    ['print(1); for (;;) print("x".repeat(1000))', 'timeout'],
    ['const flood = async () => { for (;;) await 0 }; flood()', 'timeout'],
    ['const s = []; for (;;) s.push(new Array(1e5).fill(0))', 'memory'],
    [`//${'x'.repeat(20_000)}`, 'error'],
  ])('keeps to the limits of a test: %s', async (program, status) => {
    expect(await run(program)).toMatchObject({ status, output: '', message: expect.any(String) });
    expect(await run('print(typeof s)')).toMatchObject({ output: 'undefined\n' });
  });
});
