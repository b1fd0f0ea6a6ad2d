import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openNodeJudge } from '../../../src/sandbox/node-judge';
import { parseTasks, readRows } from '../../../src/tasks/jsonl';
import { assembleProgram, toJudgeTask } from '../../../src/tasks/problem';
import { openTaskSet } from '../../../src/tasks/registry';
import { useFolder } from '../../folder';
import { expectRefusal, kata } from '../terminal';

const { at, file } = useFolder();
const row = (id: string, fields: object) => ({
  ...{ id, prompt: `problem ${id}`, entry: 'f', prefix: 'const f=', reference: 'x=>x*x' },
  ...{ tests: [{ args: [2], expected: 4 }] },
  ...fields,
});

test('adds tests to the rows of a file, says how many mutants they fail, and lists what it leaves out', async () => {
  const set = file(
    'set.jsonl',
    row('square', { split: 'heldout', level: 2 }),
    row('wrong', { reference: 'x=>x*3' }),
    row('code', { tests: [{ code: 'assert(candidate(2) === 4)' }] }),
  );
  const output = at('out.jsonl');
  const { code, out } = await kata('tasks', 'synthesize', set, '--output', output, '--max_tests', '8');
  expect(code).toBe(0);
  expect(out.slice(0, 3)).toEqual([
    'made      square: 7 tests added to 1; they fail 1 → 1 of 1 mutants',
    'left out  wrong: its reference fails a given test: f(2) should be 4: it is 6',
    'left out  code: all its tests are code: nothing tells the types of its arguments',
  ]);
  expect(out[4]).toBe(`1 of 3 problems written to ${output}, with 7 new tests beside 1 given`);
  const [{ problem, split }] = readRows(readFileSync(output, 'utf8'), output);
  expect(problem).toMatchObject({ id: 'square', level: 2, tests_by: 'reference' });
  expect(split).toBe('heldout');
  expect(problem.tests).toHaveLength(8);

  const { out: json } = await kata('tasks', 'synthesize', set, '--output', output, '--max_tests', '8', '--json');
  const report = JSON.parse(json.join(''));
  expect(report).toMatchObject({ read: 3, written: 1, mutants: { before: 1, after: 1, total: 1 } });
  expect(report.problems.map(({ id, reason }: { id: string; reason?: string }) => [id, reason === undefined])).toEqual([
    ['square', true],
    ['wrong', false],
    ['code', false],
  ]);
  const none = await kata('tasks', 'synthesize', set, '--output', at('none.jsonl'), '--candidates', '3');
  expect(none.code).toBe(1);
  expect(none.out[0]).toMatch(/^left out {2}square: 4 of 5 tests: 3 of 3 inputs are good$/);
});

test('most programs of a model say what the reference would, and wrong ones of them are failed', async () => {
  const problems = Array.from({ length: 6 }, (_, at) => openTaskSet('spec-to-function').problem('train', 2, at, [1]));
  const set = file('unknown.jsonl', ...problems.map(({ reference: _, ...asked }) => asked));
  const output = at('voted.jsonl');
  const model = ['--model', 'models/base', '--samples', '16', '--keep_tests', 'true'];
  const { code, out } = await kata('tasks', 'synthesize', set, '--output', output, ...model, '--json');
  expect(code).toBe(0);
  const report = JSON.parse(out.join(''));
  expect(report.written).toBeGreaterThan(2);
  expect(report.programs.after).toBeGreaterThanOrEqual(report.programs.before);
  expect(report.problems.every(({ reason, voters }: never) => reason !== undefined || voters >= 3)).toBe(true);
  const made = parseTasks(readFileSync(output, 'utf8'), output);
  const judge = openNodeJudge();
  for (let at = 0; at < made.size('train'); at++) {
    const problem = made.problem('train', 0, at);
    expect(problem.tests_by).toBe('majority');
    const { reference } = problems.find(({ id }) => id === problem.id)!;
    const [verdict] = await judge.judge([
      { task: toJudgeTask(problem), program: assembleProgram(problem, reference!) },
    ]);
    expect(verdict).toMatchObject({ status: 'pass' });
  }
  await judge.close();
});

test('bad input is 2', async () => {
  const set = file('bad.jsonl', row('a', {}));
  const cases: [string[], RegExp][] = [
    [['--output', 'x.jsonl'], /name a file/],
    [[set], /output/],
    [[set, '--output', set], /the file to read/],
    [[set, '--output', 'x.jsonl', '--min_tests', '5', '--max_tests', '4'], /min_tests: 5 is more than max_tests, 4/],
    [[set, '--output', 'x.jsonl', '--model', at('none')], /model: there is no folder/],
    [[set, '--output', 'x.jsonl', '--agreement', '0'], /agreement/],
  ];
  for (const [args, message] of cases) await expectRefusal(message, 'tasks', 'synthesize', ...args);
});
