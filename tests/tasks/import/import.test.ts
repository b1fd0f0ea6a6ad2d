/** Whole rows, with the judge: what comes of them, and what is left out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatJsonl } from '../../../src/common/json';
import { openNodeJudge } from '../../../src/sandbox/node-judge';
import type { AnyTest, Judge } from '../../../src/sandbox/types';
import { importTasks } from '../../../src/tasks/import';
import { assembleProgram, type Problem, toJudgeTask } from '../../../src/tasks/problem';
import { humanevalX, mbpp, mbxp } from './rows';

let judge: Judge;
beforeAll(() => {
  judge = openNodeJudge({ judge_workers: 1 });
});
afterAll(() => judge.close());

async function imported(...rows: object[]) {
  const { rows: kept, report } = await importTasks(formatJsonl(rows), 'auto', judge);
  return { problems: kept.map(({ problem }) => problem), report };
}
const hidden = ({ tests }: Problem) => (tests as AnyTest[]).filter(({ visible }) => !visible);

async function statusOf(problem: Problem, completion: string): Promise<string> {
  const [verdict] = await judge.judge([
    { task: toJudgeTask(problem, hidden(problem)), program: assembleProgram(problem, completion) },
  ]);
  return 'status' in verdict ? verdict.status : verdict.judge_error;
}

describe('HumanEval-X', () => {
  test('checks become data, examples become visible tests', async () => {
    const { problems, report } = await imported(humanevalX.plain);
    expect(problems[0]).toMatchObject({ id: 'JavaScript/900', entry: 'total', prompt: humanevalX.plain.prompt });
    expect(problems[0]).toMatchObject({ prefix: 'const total = (numbers) => {\n' });
    expect(problems[0].tests).toEqual([
      { args: [[1, 2]], expected: 3 },
      { args: [[]], expected: 0 },
      { args: [[-1, 4.5]], expected: 3.5 },
      { args: [[1, 2]], expected: 3, visible: true },
      { args: [[7]], expected: 7, visible: true },
    ]);
    expect(report).toMatchObject({
      formats: { 'humaneval-x': 1 },
      tests: { data: 3, code: 0, visible: 2 },
      references: { passed: 1 },
      shown: 0,
    });
  });

  test('JSON text of a hole is what JSON says it is', async () => {
    const { problems } = await imported(humanevalX.json);
    expect(problems[0].compare).toEqual({ mode: 'json' });
    expect(await statusOf(problems[0], '  return [wanted, list.includes(wanted) ? 0 : null]\n}')).toBe('pass');
    expect(await statusOf(problems[0], '  return [wanted, 0]\n}')).toBe('fail');
  });

  test('the policy of most checks is the problem’s, the others become code', async () => {
    const { problems } = await imported(humanevalX.mixed);
    expect(problems[0].compare).toEqual({ mode: 'float', rtol: 0, atol: 1e-6 });
    expect(hidden(problems[0])).toHaveLength(3);
    // Near is enough for the two, and not for the third.
    expect(await statusOf(problems[0], '  return x === 3.5 ? 0.5 : x % 1 + 1e-7\n}')).toBe('pass');
    expect(await statusOf(problems[0], '  return x % 1 + 1e-7\n}')).toBe('fail');
  });

  test('a loop is code that calls the program, with the helpers of the prompt', async () => {
    const { problems, report } = await imported(humanevalX.helper);
    expect(report.tests).toMatchObject({ data: 1, code: 1 });
    expect(await statusOf(problems[0], "  return s === 'bcd' ? 'abc' : 'x'.repeat(s.length)\n}")).toBe('pass');
    expect(await statusOf(problems[0], "  return s === 'bcd' ? 'abc' : 'xx'\n}")).toBe('fail');
    // The helper in the program's realm is not the one of the test.
    expect(await statusOf(problems[0], "  return ''\n}\nencode = () => ''")).not.toBe('pass');
  });

  test('a problem whose reference fails is left out, with the call that shows it', async () => {
    const { problems, report } = await imported(humanevalX.wrong, humanevalX.plain);
    expect(problems.map(({ id }) => id)).toEqual(['JavaScript/900']);
    expect(report.references).toEqual({ passed: 1, failed: 1, none: 0 });
    expect(report.skipped).toEqual([
      { line: 1, id: 'JavaScript/904', reason: 'its reference fails: twice(3) should be 6, fail: it is 9' },
    ]);
  });
});

test('tests that pass whatever the program does are none', async () => {
  const idle = { ...humanevalX.plain, test: 'const never = () => {\n  console.assert(total([1]) === 1)\n}\n' };
  const { report } = await imported(idle);
  expect(report.skipped[0].reason).toBe('a function that only throws passes its tests');
  const broken = { ...humanevalX.plain, canonical_solution: undefined, test: 'console.assert(total([1]) === 1' };
  expect((await imported(broken)).report.skipped[0].reason).toMatch(/does not parse/);
});

describe('MBXP', () => {
  test('variables and lodash become data; tests that are all in the prompt are said to be', async () => {
    const { problems, report } = await imported(mbxp.plain, mbxp.noReference);
    const tests = [
      { args: [{ a: 1, b: [2] }, 1], expected: 3 },
      { args: [{}, -5], expected: -5 },
    ];
    expect(problems[0].tests).toEqual([...tests, ...tests.map((test) => ({ ...test, visible: true }))]);
    expect(problems[1].tests).toEqual([{ args: [[{ $: 'set', v: [1, 2] }, {}]], expected: [1, 2] }]);
    expect(report).toMatchObject({ formats: { mbxp: 2 }, shown: 1, references: { passed: 1, failed: 0, none: 1 } });
  });

  test('a reference with other names than its head is left out', async () => {
    const { report } = await imported(mbxp.renamed);
    expect(report.skipped[0].reason).toMatch(/reference fails: last\(\[1,2\]\) should be 2, error: .*testList/);
  });
});

describe('MBPP', () => {
  test('Python values become JavaScript’s, and its code is no reference', async () => {
    const { problems, report } = await imported(mbpp.python);
    expect(problems[0]).toEqual({
      id: 'mbpp-900',
      prompt: 'Write a function to swap a pair.\nThe function is called swap_pair and takes one argument.\n',
      entry: 'swap_pair',
      tests: [
        { args: [[1, 2]], expected: [2, 1] },
        { args: [['a', null]], expected: [null, 'a'] },
      ],
      level: 1,
      family: 'mbpp',
    });
    expect(report.references.none).toBe(1);
  });

  test('assertions in JavaScript', async () => {
    const { problems } = await imported(mbpp.javascript);
    expect(problems[0].tests).toEqual([
      { args: [[1]], expected: [2] },
      { args: [[]], expected: [] },
      { args: [[2, 3]], expected: [4, 6] },
    ]);
  });

  test('sets, sorted lists and negations keep their meaning', async () => {
    const { problems, report } = await imported(mbpp.policies);
    expect(report.skipped).toEqual([]);
    expect(await statusOf(problems[0], mbpp.policies.reference)).toBe('pass');
    expect(await statusOf(problems[0], 'const similar=(a,b)=>a')).toBe('fail');
    expect(
      await statusOf(problems[0], 'const similar=(a,b)=>a.filter(x=>b.includes(x)&&x!==7).concat(a[0]===7?8:[])'),
    ).toBe('fail');
  });

  test('tolerances keep theirs', async () => {
    const { problems } = await imported(mbpp.close);
    expect(await statusOf(problems[0], 'const halve=x=>x/2+(x===1?4e-4:x===5?9e-4:0)')).toBe('pass');
    expect(await statusOf(problems[0], 'const halve=x=>x/2+(x===1?6e-4:0)')).toBe('fail');
    expect(await statusOf(problems[0], 'const halve=x=>x/2+(x===3?1e-9:0)')).toBe('fail');
  });

  test('what no test can say is left out, and why', async () => {
    const { report } = await imported(mbpp.methods, mbpp.large);
    expect(report.skipped).toEqual([
      { line: 1, id: '903', reason: 'an index' },
      { line: 2, id: '904', reason: 'the integer 100000000000000000001, which no JavaScript number holds' },
    ]);
  });
});

test('our own form, an unknown form, a repeated id and a broken line', async () => {
  const own = { id: 'a', prompt: 'p', entry: 'f', tests: [{ args: [1], expected: 1 }], reference: 'f=x=>x' };
  const text = `${formatJsonl([own, own, { ...own, id: 'b', tests: [] }, { prompt: 'p' }])}{\n`;
  const { rows, report } = await importTasks(text, 'auto', judge);
  expect(rows.map(({ problem }) => problem.id)).toEqual(['a']);
  expect(report.skipped).toEqual([
    { line: 2, id: 'a', reason: 'its id is that of line 1' },
    { line: 3, id: 'b', reason: 'tests: must hold at least one test' },
    { line: 4, reason: 'it has a prompt and no tests' },
    { line: 5, reason: expect.stringMatching(/JSON/) },
  ]);
});
