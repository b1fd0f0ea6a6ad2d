import { describe, expect, onTestFinished, test } from 'vitest';
import { decode } from '../../src/sandbox/decode';
import { Engine } from '../../src/sandbox/engine';
import type { JudgeJob, TaggedValue } from '../../src/sandbox/types';
import { legit, timeless, verdict } from './corpus';
import { depths } from './depths';
import { honest } from './honest';
import { quickjsWasm } from './wasm';

const engine = new Engine(quickjsWasm);

function job(program: string, ...expected: TaggedValue[]): JudgeJob {
  return { task: { entry: 'f', tests: expected.map((value, i) => ({ args: [i], expected: value })) }, program };
}
const judge = async (program: string, ...expected: TaggedValue[]) =>
  verdict(await engine.judge(job(program, ...expected)));

describe('engine', () => {
  test.each(legit.map((item) => [item.name, item] as const))('honest: %s', async (_, { task, code }) => {
    const answer = verdict(await engine.judge({ task, program: code }));
    expect(answer).toMatchObject({ status: 'pass', passed: task.tests.length, total: task.tests.length });
    expect(answer.decided_by_clock).toBeUndefined();
  });

  test.each(honest.map((item) => [item.name, item] as const))('honest: %s', async (_, { task, program }) => {
    expect(await engine.judge({ task, program })).toMatchObject({ status: 'pass', passed: task.tests.length });
  });

  test('a verdict tells what each test did', async () => {
    const answer = await judge('const f = (x) => {\n if (x > 1) throw new TypeError("too big");\n return x }', 0, 2, 3);
    expect(answer).toMatchObject({ status: 'fail', passed: 1, total: 3 });
    const spent = { fuel: expect.any(Number), ms: expect.any(Number) };
    expect(answer.tests).toEqual([
      { status: 'pass', got: '0', ...spent },
      { status: 'fail', got: '1', ...spent },
      { status: 'error', message: 'TypeError: too big (line 2)', line: 2, ...spent },
    ]);
    const parsed = await judge('const f = () => 1;\n\nconst g = ;', 1);
    expect(parsed.tests[0]).toMatchObject({ status: 'error', line: 3 });
  });

  test('gives whole results when asked, which can be read as values', async () => {
    const program = 'const f = (x) => x ? { n: -0, list: Array(300).fill(x) } : undefined;';
    const asked = job(program, { $: 'undefined' }, 7);
    const given = verdict(await engine.judge({ ...asked, give_results: true }));
    expect(given.tests.map(({ status }) => status)).toEqual(['pass', 'fail']);
    expect(given.tests.map(({ result }) => decode(result!))).toEqual([
      { $: 'undefined' },
      {
        $: 'obj',
        v: [
          ['list', Array(300).fill(1)],
          ['n', { $: '-0' }],
        ],
      },
    ]);
    expect(verdict(await engine.judge(asked)).tests.some((one) => 'result' in one)).toBe(false);
  });

  test('stops at the first failure when asked', async () => {
    const answer = verdict(await engine.judge({ ...job('const f = (x) => x', 0, 9, 2), stop_at_first_failure: true }));
    expect(answer).toMatchObject({ status: 'fail', passed: 1, total: 3 });
    expect(answer.tests).toHaveLength(2);
  });

  test('no state travels between tests: globals, prototypes, timers of promises, random numbers', async () => {
    const stateful = [
      'var n = 0; const f = () => n++',
      'globalThis.n ??= 0; function f() { return globalThis.n++ }',
      'Math.n ??= 0; const f = () => Math.n++',
      'const f = () => { Promise.resolve().then(() => { Object.prototype.seen = 1 }); return {}.seen ? 1 : 0 }',
      'Symbol.for("n"); const f = () => (Symbol.for("n").description += 1) && 0',
    ];
    for (const program of stateful) expect(await judge(program, 0, 0, 0), program).toMatchObject({ status: 'pass' });
    const random = await judge('const f = () => [Math.random(), Math.random()]', 0, 0, 0);
    expect(new Set(random.tests.map(({ got }) => got)).size).toBe(1);
  });

  test('the clock stands still, in UTC, wherever the judge runs', async () => {
    const { TZ } = process.env;
    process.env.TZ = 'Asia/Kathmandu';
    onTestFinished(() => {
      process.env.TZ = TZ ?? 'UTC';
    });
    expect(new Date(2020, 6, 1, 12).toISOString()).toBe('2020-07-01T06:15:00.000Z');
    const program =
      'const f = () => [Date.now() === +new Date(), new Date(2020, 6, 1, 12).toISOString(), new Date(0).toString()]';
    expect(await judge(program, [true, '2020-07-01T12:00:00.000Z', 'Thu Jan 01 1970 00:00:00 GMT+0000'])).toMatchObject(
      { status: 'pass' },
    );
  });

  test('the program sees nothing of the host and nothing of the expected value', async () => {
    const names = ['process', 'require', 'WebAssembly', 'fetch', 'postMessage', 'setTimeout', 'performance', 'Atomics'];
    const program = `const f = () => [${names.map((name) => `typeof ${name}`).join()}].join() + Object.keys(globalThis).join()`;
    const answer = await judge(program, 'a secret');
    expect(answer.tests[0].got).toBe(JSON.stringify(`${names.map(() => 'undefined').join()}console`));
  });

  test('limits: fuel, source, promise jobs, memory, stack, result', async () => {
    expect(await judge('const f = () => { for (;;); }', 1)).toMatchObject({ status: 'timeout', fuel: 301 });
    expect(await judge('for (;;);', 1)).toMatchObject({ status: 'timeout' });
    expect(
      await judge('const f = () => { try { for (;;); } catch { return 1 } finally { return 1 } }', 1),
    ).toMatchObject({
      status: 'timeout',
    });
    expect(await judge(`const f = () => 1; //${'x'.repeat(20_000)}`, 1)).toMatchObject({ status: 'error' });
    expect(await judge('const f = async () => { for (;;) await 0 }', 1)).toMatchObject({ status: 'timeout' });
    expect(await judge('const f = () => new Promise(() => {})', 1)).toMatchObject({ status: 'timeout' });
    expect(await judge('const f = () => "x".repeat(1e8)', 1)).toMatchObject({ status: 'memory' });
    expect(await judge('const f = (x) => f(x) + 1', 1)).toMatchObject({ status: 'error' });
    expect(await judge('const f = () => Array(20001).fill(0)', 1)).toMatchObject({ status: 'fail' });
    expect(
      await judge('const f = () => { let x = []; for (let i = 0; i < 70; i++) x = [x]; return x }', 1),
    ).toMatchObject({
      status: 'fail',
    });
  });

  test("recursion ends at the limit of the stack, in an error that a program can catch, and never at the host's", async () => {
    expect(await judge('const f = (n) => n < 650 ? 1 + f(n + 1) : 0', 650)).toMatchObject({ status: 'pass' });
    for (const [name, program] of Object.entries(depths)) {
      for (const depth of [5000, 200_000]) {
        const task = { entry: 'f', tests: [{ args: [depth], expected: depth }] };
        const { tests } = verdict(await engine.judge({ task, program }));
        expect(tests[0].status, name).not.toBe('pass');
        expect(String(tests[0].message), name).not.toMatch(/broke the engine/);
      }
    }
    const caught =
      'const f = () => { try { return (function g() { return g() + 1 })() } catch (e) { return e.message } }';
    expect(await judge(caught, 'stack overflow')).toMatchObject({ status: 'pass' });
  });

  test('a test whose steps are slow ends by the clock, and says so', async () => {
    const slow = new Engine(quickjsWasm, { fuel: 1e9, wall_ms: 30 });
    const program = 'const f = (x) => { while (x); return 0 }';
    expect(await slow.judge(job(program, 0, 1, 0))).toMatchObject({
      status: 'timeout',
      passed: 1,
      total: 3,
      decided_by_clock: true,
      tests: [{ status: 'pass' }, { status: 'timeout', message: 'more than 30 ms' }],
    });
    expect(verdict(await slow.judge(job(program, 0))).decided_by_clock).toBeUndefined();
  });

  test('arguments may be nested deeper than source text, results up to their limit', async () => {
    const chain = (length: number) => {
      let list: TaggedValue = null;
      for (let i = length; i > 0; i--) list = { ['__proto__']: i, next: list };
      return list;
    };
    const program =
      'const f = (list) => { let sum = 0; for (; list; list = list.next) sum += list["__proto__"]; return sum }';
    const tests = [10, 30, 1000].map((n) => ({ args: [chain(n)], expected: (n * (n + 1)) / 2 }));
    expect(await engine.judge({ task: { entry: 'f', tests }, program })).toMatchObject({ status: 'pass', passed: 3 });
    for (const [wrap, status] of [63, 64].flatMap((depth) => {
      const forms = ['[x]', '({ a: x })', 'new Map([[x, 1]])', 'new Map([[1, x]])', 'new Set([x])'];
      return forms.map(
        (form) => [`for (let i = 0; i < ${depth}; i++) x = ${form}`, depth < 64 ? 'none' : 'levels'] as const,
      );
    })) {
      const answer = await judge(`const f = () => { let x = []; ${wrap}; return x }`, 'none');
      expect(answer.tests[0].message ?? 'none', wrap).toContain(status);
    }
  });

  test('what is wrong with the task is a failure of the judge', async () => {
    const task = { entry: 'f', tests: [{ args: [], expected: 1 }] };
    const program = 'const f = () => 1';
    expect(await engine.judge({ task: { ...task, entry: 'f(),1' }, program })).toHaveProperty('judge_error');
    expect(await engine.judge({ task: { ...task, tests: [] }, program })).toHaveProperty('judge_error');
    expect(await engine.judge({ task, program })).toMatchObject({ status: 'pass' });
  });

  test('the same verdict twenty times over, in this engine and a new one', async () => {
    const programs: JudgeJob[] = legit.slice(0, 12).map(({ task, code }) => ({ task, program: code }));
    programs.push(job('const f = (x) => { let s = ""; while (s.length < 2e5) s += Math.random(); return s }', 1));
    for (const program of programs) {
      const first = timeless(await engine.judge(program));
      for (let i = 0; i < 20; i++) {
        expect(timeless(await (i % 7 ? engine : new Engine(quickjsWasm)).judge(program))).toEqual(first);
      }
    }
  });
});
