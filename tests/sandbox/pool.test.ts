import { afterEach, describe, expect, test } from 'vitest';
import { Random } from '../../src/common/random';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits';
import { Pool, type PoolOptions } from '../../src/sandbox/pool';
import type { FunctionTask, JudgeJob } from '../../src/sandbox/types';
import { verdictKey } from '../../src/sandbox/verdict-cache';
import type { FromWorker, ToWorker } from '../../src/sandbox/worker';
import { verdict } from './corpus';
import { HANG, LocalWorker } from './local-worker';
import { quickjsWasm } from './wasm';

let workers: LocalWorker[] = [];
let pool: Pool;

function open(options: Partial<PoolOptions> = {}): Pool {
  workers = [];
  pool = new Pool(
    () => {
      const worker = new LocalWorker();
      workers.push(worker);
      return worker;
    },
    { wasm: quickjsWasm, limits: DEFAULT_LIMITS, workers: 2, watchdog_ms: 300, cached_verdicts: 1000, ...options },
  );
  return pool;
}
afterEach(() => pool.close());

/** A program that is right exactly when `n` is even; no two are the same text. */
function numbered(n: number): JudgeJob & { task: FunctionTask } {
  return {
    task: { entry: 'f', tests: [{ args: [n], expected: n % 2 ? -1 : n }] },
    program: `const f = (x) => x /*${n}*/`,
  };
}
const rightFor = (n: number) => (n % 2 ? 'fail' : 'pass');

describe('pool', () => {
  test('answers in the order of the jobs, with all workers', async () => {
    const answers = await open().judge(Array.from({ length: 100 }, (_, n) => numbered(n)));
    expect(answers.map((answer) => verdict(answer).status)).toEqual(answers.map((_, n) => rightFor(n)));
    expect(workers).toHaveLength(2);
    expect(workers.every(({ judged }) => judged > 20)).toBe(true);
    expect(await pool.judge([])).toEqual([]);
  });

  test('starts no more workers than there is work', async () => {
    await open({ workers: 8 }).judge([numbered(0)]);
    expect(workers).toHaveLength(1);
  });

  test('judges the same program once, and another task, program or mode again', async () => {
    open();
    const job = numbered(2);
    const [a, b] = await pool.judge([job, structuredClone(job)]);
    expect(b).toBe(a);
    await pool.judge([job]);
    expect(pool.statistics()).toMatchObject({ judged: 1, cached: 2 });
    await pool.judge([
      { ...job, stop_at_first_failure: true },
      { ...job, program: `${job.program} ` },
      { ...job, task: { ...job.task, tests: [{ args: [2], expected: 3 }] } },
      { ...job, task: { ...job.task, tests: [{ args: [2], expected: { $: '-0' } }] } },
      { ...job, task: { ...job.task, tests: [{ args: [{ $: '-0' }], expected: 0 }] } },
      { ...job, task: { ...job.task, tests: [{ args: [-0], expected: { $: '-0' } }] } },
      { ...job, task: { ...job.task, tests: [{ args: [Number.NaN], expected: null }] } },
    ]);
    expect(pool.statistics()).toMatchObject({ judged: 8, cached: 2 });
  });

  test('forgets the oldest verdicts when the cache is full, and all without a cache', async () => {
    open({ cached_verdicts: 2 });
    for (const n of [0, 2, 0, 4, 0, 2]) await pool.judge([numbered(n)]);
    expect(pool.statistics()).toMatchObject({ judged: 4, cached: 2 });
    await pool.close();
    open({ cached_verdicts: 0 });
    await pool.judge([numbered(0), numbered(0)]);
    expect(pool.statistics()).toMatchObject({ judged: 2, cached: 0 });
  });

  test('workers killed at random lose no verdict and give none twice', async () => {
    open({ workers: 3, watchdog_ms: 100, cached_verdicts: 0 });
    const random = new Random(3, 'pool');
    const killer = setInterval(() => {
      const worker = random.pick(workers.slice(-3)); // the last three started are those that work now, or are starting
      if (random.uniform() < 0.7) worker.crash();
      else worker.alive = false; // silent, so that only the watchdog can tell
    }, 15);
    const answers = await pool.judge(Array.from({ length: 3000 }, (_, n) => numbered(n)));
    clearInterval(killer);
    const wrong = answers.filter(
      (answer, n) => !('judge_error' in answer) && answer.status !== rightFor(n) && !answer.decided_by_clock,
    );
    expect(wrong).toEqual([]);
    // A program that was running under two killed workers in a row may be given up, but never without saying so.
    expect(answers.filter((answer) => 'judge_error' in answer || answer.decided_by_clock).length).toBeLessThan(5);
    const { judged, failed, workers_replaced } = pool.statistics();
    expect(judged + failed).toBe(3000);
    expect(workers_replaced).toBeGreaterThan(3);
  });

  test('a program that hangs is judged once more, then timed out, and hurts no other', async () => {
    open({ workers: 1, watchdog_ms: 100 });
    const task = { entry: 'f', tests: [{ args: [], expected: 1 }] };
    const jobs = [numbered(0), { task, program: `const f = () => 1 ${HANG}` }, numbered(2), numbered(4)];
    const answers = await pool.judge(jobs);
    expect(answers.map((answer) => verdict(answer).status)).toEqual(['pass', 'timeout', 'pass', 'pass']);
    expect(answers[1]).toMatchObject({ decided_by_clock: true, passed: 0, total: 1 });
    expect(pool.statistics()).toMatchObject({ workers_replaced: 2, judged: 4 });
    // What a clock decided is not remembered.
    await pool.judge([jobs[1], jobs[2]]);
    expect(pool.statistics()).toMatchObject({ workers_replaced: 4, judged: 5, cached: 1 });
  });

  test('what a clock decided within the engine is judged once more as well, and not remembered', async () => {
    open({ workers: 1, watchdog_ms: 5000, limits: { ...DEFAULT_LIMITS, fuel: 1e9, wall_ms: 30 } });
    const slow = { ...numbered(0), program: 'const f = () => { for (;;); }' };
    for (let round = 1; round <= 2; round++) {
      expect(await pool.judge([slow])).toMatchObject([{ status: 'timeout', decided_by_clock: true }]);
      expect(workers[0].judged).toBe(2 * round);
      expect(pool.statistics()).toMatchObject({ judged: round, cached: 0, workers_replaced: 0 });
    }
  });

  test('a program that is too long is answered without a worker, and not remembered', async () => {
    const long = { ...numbered(0), program: `${numbered(0).program} ${'/'.repeat(20_000)}` };
    const [answer] = await open().judge([long]);
    expect(answer).toMatchObject({ status: 'error', passed: 0, total: 1, tests: [{ status: 'error' }] });
    expect(verdict(answer).tests[0].message).toMatch(/^the program has 2\d{4} characters; the limit is 20000$/);
    expect(workers).toHaveLength(0);
    const bad = { ...long, task: { ...long.task, entry: 'no name' } };
    expect(await pool.judge([long, bad])).toMatchObject([{ status: 'error' }, { judge_error: expect.anything() }]);
    expect(pool.statistics()).toMatchObject({ judged: 2, cached: 0, failed: 1 });
  });

  test('runs programs ahead of those that wait to be judged, and once where they are the same', async () => {
    open({ workers: 1 });
    const order: string[] = [];
    const judged = Array.from({ length: 40 }, (_, n) => pool.judge([numbered(n)]).then(() => order.push('judged')));
    const program = 'print(2 ** 10)';
    const ran = pool.run([
      { program, max_chars: 9 },
      { program, max_chars: 9 },
      { program, max_chars: 2 },
    ]);
    void ran.then(() => order.push('ran'));
    expect(await ran).toMatchObject([{ output: '1024\n' }, { output: '1024\n' }, { output: '10' }]);
    await Promise.all(judged);
    expect(order.indexOf('ran')).toBeLessThan(20);
    expect(pool.statistics()).toMatchObject({ judged: 42, cached: 1 });
  });

  test('a program that hangs while it is run is a timeout', async () => {
    open({ workers: 1, watchdog_ms: 100 });
    const [hung, after] = await pool.run(
      [`print(1) ${HANG}`, 'print(2)'].map((program) => ({ program, max_chars: 9 })),
    );
    expect(hung).toMatchObject({ status: 'timeout', output: '', decided_by_clock: true });
    expect(after).toMatchObject({ status: 'pass', output: '2\n' });
    await pool.close();
    expect(await Promise.allSettled([pool.run([{ program: '', max_chars: 1 }])])).toMatchObject([
      { status: 'rejected' },
    ]);
  });

  test('a task that cannot be judged is a failure of the judge, beside honest verdicts', async () => {
    const bad = { ...numbered(0), task: { entry: 'f', tests: [{ args: [{ $: 'what' }], expected: 1 }] } };
    const [a, b] = await open().judge([bad, numbered(2)]);
    expect(a).toMatchObject({ judge_error: expect.stringContaining('tagged JSON') });
    expect(b).toMatchObject({ status: 'pass' });
  });

  test('workers that never start fail the jobs instead of hanging them', async () => {
    workers = [];
    pool = new Pool(
      () => {
        const worker = new LocalWorker();
        worker.post = () => {};
        setTimeout(() => worker.crash(), 5);
        return worker;
      },
      { wasm: quickjsWasm, limits: DEFAULT_LIMITS, workers: 2, watchdog_ms: 100, cached_verdicts: 10 },
    );
    expect(await pool.judge([numbered(0)])).toEqual([{ judge_error: expect.stringContaining('killed by the test') }]);
  });

  test('a worker that lies about ids, answers twice or speaks after its end pays nobody', async () => {
    const speak: ((message: FromWorker) => void)[] = [];
    const asked: { slot: number; id: number }[] = [];
    pool = new Pool(
      () => {
        const slot = speak.length;
        return {
          post: (message: ToWorker) => {
            if (message.type === 'open') setImmediate(() => speak[slot]({ type: 'ready' }));
            else asked.push({ slot, id: message.id });
          },
          onMessage: (listener) => void speak.push(listener),
          onFailure: () => {},
          terminate: () => {},
        };
      },
      { wasm: quickjsWasm, limits: DEFAULT_LIMITS, workers: 1, watchdog_ms: 100, cached_verdicts: 10 },
    );
    const [pass, fail] = (['pass', 'fail'] as const).map((status) => {
      return { status, passed: status === 'pass' ? 1 : 0, total: 1, tests: [{ status }], fuel: 0, ms: 0 };
    });
    const answers = pool.judge([numbered(1), numbered(3)]);
    await expect.poll(() => asked.length).toBe(2);
    for (const id of [-1, 7, Number.NaN, 'constructor' as unknown as number]) {
      speak[0]({ type: 'verdict', id, verdict: pass });
    }
    speak[0]({ type: 'verdict', id: asked[0].id, verdict: fail });
    speak[0]({ type: 'verdict', id: asked[0].id, verdict: pass });
    // The second program never ends: its worker is replaced, and what it says from then on is not heard.
    await expect.poll(() => asked.length).toBe(3);
    speak[0]({ type: 'verdict', id: asked[1].id, verdict: pass });
    speak[1]({ type: 'verdict', id: asked[2].id, verdict: fail });
    expect(await answers).toEqual([fail, fail]);
    expect(pool.statistics()).toMatchObject({ judged: 2, failed: 0, workers_replaced: 1 });
  });

  test('no two questions share an answer, however alike their texts', async () => {
    const program = 'const f = () => 1';
    const data = { args: [], expected: 1 };
    const jobs: JudgeJob[] = [
      { task: { entry: 'f', tests: [data] }, program },
      { task: { entry: 'f', tests: [data, data] }, program },
      { task: { entry: 'f', tests: [{ args: [1], expected: 1 }] }, program },
      { task: { entry: 'f', tests: [{ args: [[]], expected: 1 }] }, program },
      { task: { entry: 'f', tests: [{ args: [[{ $: 'hole' }]], expected: 1 }] }, program },
      { task: { entry: 'f', tests: [{ args: [{ b: 1, a: 2 }], expected: 1 }] }, program },
      { task: { entry: 'f', tests: [{ args: [{ a: 2, b: 1 }], expected: 1 }] }, program },
      { task: { entry: 'f', tests: [{ code: '[[],"1"]' }] }, program },
      { task: { entry: 'f', tests: [data], compare: { mode: 'loose' } }, program },
      { task: { entry: 'f', tests: [data], compare: { mode: 'float' } }, program },
      { task: { entry: 'f', tests: [data], compare: { mode: 'float', rtol: 0 } }, program },
      { task: { entry: 'f', tests: [data], compare: { mode: 'float', atol: 0 } }, program },
      { task: { entry: 'f', tests: [data], compare: { mode: 'float', unordered: true } }, program },
      { task: { kind: 'script', tests: [{ stdout: '' }] }, program },
      { task: { kind: 'stdio', tests: [{ stdout: '' }] }, program },
      { task: { kind: 'stdio', tests: [{ stdin: ' ', stdout: '' }] }, program },
      { task: { entry: 'f', tests: [data] }, program: `${program};` },
      { task: { entry: 'f', tests: [data] }, program, stop_at_first_failure: true },
      { task: { entry: 'f', tests: [data] }, program, give_results: true },
    ];
    const keys = [DEFAULT_LIMITS, { ...DEFAULT_LIMITS, fuel: 1 }].flatMap((limits) =>
      jobs.map((job) => verdictKey(job, limits)),
    );
    expect(new Set(keys).size).toBe(2 * jobs.length);
    await open().judge([...jobs, ...jobs]);
    expect(pool.statistics()).toMatchObject({ judged: jobs.length, cached: jobs.length });
  });

  test('an abort takes back what has not begun', async () => {
    open({ workers: 1 });
    const controller = new AbortController();
    const many = Array.from({ length: 500 }, (_, n) => numbered(n));
    const other = pool.judge([numbered(498)]);
    const asked = pool.judge(many, controller.signal);
    controller.abort(new Error('stopped by the user'));
    await expect(asked).rejects.toThrow('stopped by the user');
    expect(await other).toMatchObject([{ status: 'pass' }]);
    expect(await pool.judge([numbered(6)])).toMatchObject([{ status: 'pass' }]);
    expect(pool.statistics().judged).toBeLessThan(20);
    await expect(pool.judge([], controller.signal)).rejects.toThrow('stopped by the user');
  });

  test('closing answers what is open and ends the workers', async () => {
    open();
    const asked = pool.judge(Array.from({ length: 50 }, (_, n) => numbered(n)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await pool.close();
    expect((await asked).at(-1)).toEqual({ judge_error: 'the judge was closed' });
    expect(workers.some(({ alive }) => alive)).toBe(false);
    await expect(pool.judge([numbered(0)])).rejects.toThrow('closed');
  });
});
