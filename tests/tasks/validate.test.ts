import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeJudge } from '../../src/sandbox/node-judge';
import type { Judge, JudgeTask, Test, TextTest } from '../../src/sandbox/types';
import type { DataProblem, Problem } from '../../src/tasks/problem';
import { openTaskSet } from '../../src/tasks/registry';
import { summarize, validateProblem } from '../../src/tasks/validate';

let judge: Judge;
beforeAll(() => {
  judge = openNodeJudge({ judge_workers: 1 });
});
afterAll(() => judge.close());

const OPTIONS = { mutants: 40, min_mutation_score: 0.5 };
const pairs = (...rows: [number, number][]): Test[] => rows.map(([x, expected]) => ({ args: [x], expected }));
const shown = (tests: Test[]): Test[] => tests.map((test) => ({ ...test, visible: true }));
const problem = (fields: Partial<DataProblem>): Problem => ({
  id: 'p',
  prompt: 'double it',
  entry: 'f',
  prefix: 'const f=',
  tests: pairs([1, 2], [0, 0], [-3, -6]),
  reference: 'x=>x*2',
  ...fields,
});
const validate = (fields: Partial<DataProblem>, options = OPTIONS) => validateProblem(judge, problem(fields), options);

test('a good problem has no errors, and its mutants fail', async () => {
  expect(await validate({ level: 2 })).toEqual({
    id: 'p',
    level: 2,
    errors: [],
    warnings: [],
    mutants: { killed: 3, total: 3 },
  });
});

describe('errors', () => {
  test('a reference that does not pass, with the call that shows it', async () => {
    const { errors, mutants } = await validate({ reference: 'x=>x+x*x' });
    expect(errors).toEqual(['the reference does not pass: f(-3) should be -6, fail: it is 6']);
    expect(mutants).toBeUndefined();
    const broken = await validate({ reference: 'x=>' });
    expect(broken.errors[0]).toMatch(/^the reference does not pass: f\(1\) should be 2, SyntaxError/);
  });

  test('a reference must pass the visible tests too', async () => {
    const { errors } = await validate({ tests: [...shown(pairs([9, 19])), ...pairs([1, 2], [0, 0])] });
    expect(errors).toEqual(['the reference does not pass: f(9) should be 19, fail: it is 18']);
  });

  test('a constant that passes', async () => {
    const { errors } = await validate({ tests: pairs([1, 0], [2, 0]), reference: 'x=>x-x' });
    expect(errors).toContain('every hidden test expects 0');
    expect(errors).toContain('the constant 0 passes');
    const thrown = { $: 'throws', v: 'RangeError' };
    const always = await validate({ tests: [{ args: [1], expected: thrown }], reference: undefined });
    expect(always.errors.join()).toMatch(/every hidden test expects throws.*the constant throws.* passes/);
  });

  test('an argument as it came that passes', async () => {
    expect((await validate({ tests: pairs([1, 1], [2, 2]), reference: 'x=>+x' })).errors).toContain(
      'the argument as it came passes',
    );
    const second = [
      { args: [1, 'a'], expected: 'a' },
      { args: [2, 'b'], expected: 'b' },
    ];
    expect((await validate({ tests: second, reference: '(_,s)=>s' })).errors).toEqual(['argument 2 as it came passes']);
  });

  test('a table of the visible examples that passes', async () => {
    const covered = pairs([1, 2], [2, 4]);
    expect((await validate({ tests: [...shown(covered), ...covered] })).errors).toEqual([
      'a table of the visible examples passes: every hidden test is visible as well',
    ]);
    const rest = [...shown(pairs([1, 2], [0, 0])), ...pairs([1, 2], [8, 0], [9, 0])];
    expect((await validate({ tests: rest, reference: 'x=>x>1?0:x*2' })).errors).toEqual([
      'a table of the visible examples passes, giving 0 for the rest',
    ]);
  });

  test('tests that disagree', async () => {
    const { errors } = await validate({ tests: pairs([1, 2], [1, 3]), reference: undefined });
    expect(errors).toEqual(['two tests disagree: f(1) is 2 and 3']);
  });

  test('tests that fail too few mutants', async () => {
    const loose = { tests: pairs([0, 0], [2, 4]), reference: 'x=>x<100&&x>-100?x*2:77' };
    const { errors, mutants, survivors } = await validate(loose, { ...OPTIONS, min_mutation_score: 0.9 });
    expect(mutants!.killed).toBeLessThan(0.9 * mutants!.total);
    expect(errors[0]).toMatch(`the tests fail only ${mutants!.killed} of ${mutants!.total} mutants`);
    expect(survivors).toHaveLength(3);
    expect((await validate(loose, { ...OPTIONS, min_mutation_score: 0 })).errors).toEqual([]);
  });
});

describe('warnings', () => {
  test('hidden tests among the visible ones, and no reference', async () => {
    const tests = [...shown(pairs([1, 2])), ...pairs([1, 2], [5, 10], [7, 14])];
    expect(await validate({ tests })).toMatchObject({
      errors: [],
      warnings: ['1 of 3 hidden tests are visible as well'],
    });
    const { warnings } = await validate({ reference: undefined });
    expect(warnings).toEqual(['there is no reference: whether the tests can be passed is not known']);
  });
});

describe('problems of other kinds', () => {
  const of = (task: JudgeTask, reference?: string) =>
    validateProblem(judge, { id: 'p', prompt: 'p', reference, ...task }, OPTIONS);
  const adder = 'const [a, b] = readline().split(" ").map(Number); console.log(a + b)';
  const sums = [
    { stdin: '1 2', stdout: '3' },
    { stdin: '5 -5', stdout: '0' },
  ];

  test('good ones', async () => {
    const good: [JudgeTask, string][] = [
      [{ kind: 'stdio', tests: sums }, adder],
      [{ kind: 'script', tests: [{ stdout: '1\n2' }] }, 'for (let i = 1; i <= 2; i++) console.log(i)'],
      [
        { entry: 'f', tests: [{ code: 'const n = candidate(4); n(); assert.equal(n(), 6)' }] },
        'const f = (n) => () => ++n',
      ],
    ];
    for (const [task, reference] of good) {
      const { errors, warnings, mutants } = await of(task, reference);
      expect([errors, warnings]).toEqual([[], []]);
      expect(mutants!.killed).toBeGreaterThan(0);
    }
  });

  test('input and output: what passes without solving it, and what the reference gets wrong', async () => {
    const stdio = (...tests: TextTest[]): JudgeTask => ({ kind: 'stdio', tests });
    const sorted = stdio({ stdin: 'a b', stdout: 'a b' }, { stdin: 'c  d', stdout: 'c d' });
    expect((await of(sorted)).errors).toEqual(['the input as it came passes']);
    expect((await of(stdio({ stdin: '1', stdout: '2' }, { stdin: '2', stdout: '2' }))).errors).toEqual([
      'every hidden test expects "2"',
      'the constant "2" passes',
    ]);
    expect((await of(stdio(...sums, { stdin: '1 2', stdout: '4' }))).errors).toEqual([
      'two tests disagree: the output of "1 2" is "3" and "4"',
    ]);
    expect(
      (await of(stdio({ ...sums[0], visible: true }, ...sums, { stdin: '0 3', stdout: ' 3' }))).warnings[0],
    ).toMatch('1 of 3 hidden tests');
    const shown = stdio({ ...sums[0], visible: true }, { stdin: '0 3', stdout: '3\n' }, { stdin: '1 1', stdout: ' 3' });
    expect((await of(shown)).errors).toContain('a table of the visible examples passes, giving "3" for the rest');
    expect((await of(stdio(...sums), adder.replace('+', '-'))).errors).toEqual([
      'the reference does not pass: the output of "1 2" should be "3", fail: it is -1\n',
    ]);
  });

  test('code: a function that does nothing must not pass, and the reference must', async () => {
    const coded = (code: string): JudgeTask => ({ entry: 'f', tests: [{ code }] });
    expect((await of(coded('candidate(1)'))).errors).toEqual([
      'a function that does nothing passes',
      'the argument as it came passes',
    ]);
    expect((await of(coded('assert.equal(candidate(1), 2)'), 'const f = () => 3')).errors).toEqual([
      'the reference does not pass: assert.equal(candidate(1), 2) should be passed, fail: 3 is not 2',
    ]);
  });

  test('a policy decides what agrees', async () => {
    const tests = [
      { args: [1], expected: 0.1 },
      { args: [1], expected: 0.10000001 },
      { args: [2], expected: 7 },
    ];
    expect((await of({ entry: 'f', tests })).errors).toEqual(['two tests disagree: f(1) is 0.1 and 0.10000001']);
    expect((await of({ entry: 'f', tests, compare: { mode: 'float' } })).errors).toEqual([]);
  });
});

test('mutants are drawn, the same ones every time, and those that are no JavaScript do not count', async () => {
  const reference = 'x=>[1,2,3,4,5,6].length*x-4*x';
  const few = await validate({ reference }, { ...OPTIONS, mutants: 4 });
  expect(few.mutants!.total).toBe(4);
  expect(await validate({ reference }, { ...OPTIONS, mutants: 4 })).toEqual(few);
  expect((await validate({}, { ...OPTIONS, mutants: 0 })).mutants).toEqual({ killed: 0, total: 0 });
  // Seven mutants, of which `{(-1):x*2}` is no JavaScript.
  expect((await validate({ reference: 'x=>({0:x*2})[0]' })).mutants).toEqual({ killed: 6, total: 6 });
});

test('a failure of the judge is no finding about the problem', async () => {
  const failing: Judge = { ...judge, judge: async (jobs) => jobs.map(() => ({ judge_error: 'lost' })) };
  await expect(validateProblem(failing, problem({}), OPTIONS)).rejects.toThrow('the judge failed: lost');
});

test('a summary adds up', () => {
  const report = (errors: string[], killed: number, total: number) => ({
    id: 'x',
    errors,
    warnings: [],
    mutants: { killed, total },
  });
  expect(summarize([report([], 4, 4), report(['bad'], 1, 2), report([], 0, 0)])).toEqual({
    problems: 3,
    valid: 2,
    warned: 0,
    mutants: { killed: 5, total: 6 },
    mutation_score: { mean: 0.75, min: 0.5 },
  });
  expect(summarize([]).mutation_score).toBeNull();
});

test('the built-in problems are good', async () => {
  const tasks = openTaskSet('spec-to-function');
  const drawn = Array.from({ length: 40 }, (_, index) => tasks.problem('heldout', 3, index));
  const reports = await Promise.all(drawn.map((each) => validateProblem(judge, each, OPTIONS)));
  expect(reports.filter(({ errors, warnings }) => errors.length + warnings.length > 0)).toEqual([]);
  expect(summarize(reports).mutation_score!.mean).toBeGreaterThan(0.9);
});
