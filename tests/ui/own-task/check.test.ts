import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeJudge } from '../../../src/sandbox/node-judge';
import type { Judge } from '../../../src/sandbox/types';
import type { FunctionProblem } from '../../../src/tasks/problem';
import { checkProblem } from '../../../src/ui/own-task/check';
import { draftName, readDrafts } from '../../../src/ui/own-task/draft';
import { EXAMPLES } from '../../../src/ui/own-task/examples';
import { importDrafts } from '../../../src/ui/own-task/import-drafts';
import { humanevalX, mbxp } from '../../tasks/import/rows';

let judge: Judge;
beforeAll(() => {
  judge = openNodeJudge({ judge_workers: 1 });
});
afterAll(() => judge.close());

const good = readDrafts(EXAMPLES[0].drafts()).rows[0].problem as FunctionProblem;
const check = (change: Partial<FunctionProblem> = {}) => checkProblem(judge, { ...good, ...change });
const told = async (change: Partial<FunctionProblem>) =>
  (await check(change)).findings.filter(({ kind }) => kind !== 'good').map(({ text, advice }) => `${text} ${advice}`);

test('the examples are good', async () => {
  for (const { drafts } of EXAMPLES) {
    for (const { problem } of readDrafts(drafts()).rows) {
      const { findings, tests } = await checkProblem(judge, problem);
      expect(findings.filter(({ kind }) => kind === 'bad')).toEqual([]);
      expect(tests.every(({ verdict }) => verdict?.status === 'pass')).toBe(true);
    }
  }
});

test('a good problem: every finding in a sentence, every test with its call', async () => {
  const { findings, tests } = await check();
  expect(findings.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'good: The reference passes all 5 tests.',
    'good: Programs that know nothing of the problem fail: a constant, and what they were given.',
    'good: The tests that pay expect 5 different results.',
    'good: The tests fail 6 of 6 copies of the reference with one small fault.',
  ]);
  expect(tests[2]).toMatchObject({ call: 'f(-4)', wanted: '0', visible: false, verdict: { status: 'pass', got: '0' } });
  expect(tests[2].verdict?.ms).toBeGreaterThanOrEqual(0);
});

describe('what is wrong comes with what to do', () => {
  const tests = (...pairs: [number, number, boolean?][]) =>
    pairs.map(([x, expected, visible = false]) => ({ args: [x], expected, ...(visible && { visible }) }));

  test('a wrong reference, with each test', async () => {
    const report = await check({ reference: 'x=>x*3+4' });
    expect(report.findings[0]).toEqual({
      kind: 'bad',
      text: 'The reference does not pass: f(0) should be 12, fail: it is 4.',
      advice: 'Correct the reference, or what that test expects.',
    });
    expect(report.tests.map(({ verdict }) => verdict?.got)).toEqual(['4', '7', '-8', '34', '-17']);
  });

  test('constants, echoes and tables that pass', async () => {
    expect(await told({ tests: tests([0, 12], [0, 12]) })).toEqual(
      expect.arrayContaining([
        'The constant 12 passes. Add a test that this program fails.',
        'Every hidden test expects 12. Add a test whose right answer is another one.',
      ]),
    );
    expect(await told({ tests: tests([1, 1], [2, 2]), reference: 'x=>x' })).toContain(
      'The argument as it came passes. Add a test that this program fails.',
    );
    const shown = await told({ tests: tests([0, 12], [1, 15], [0, 12, true], [1, 15, true]) });
    expect(shown.join()).toMatch(/table of the visible examples passes.* Add hidden tests/);
  });

  test('tests that miss faults, and a reference that is not there', async () => {
    const weak = await check({ tests: tests([-4, 0], [-4, 0], [0, 12]), reference: 'x=>(x+4)*3+0*(x>100)' });
    expect(weak.findings.find(({ programs }) => programs)?.programs?.length).toBeGreaterThan(0);
    expect(await told({ reference: undefined })).toEqual([expect.stringContaining('Write a reference')]);
  });
});

test.each([
  ['loops for ever', 'x=>{for(;;);}', /timeout/],
  ['takes all memory', 'x=>{const a=[];for(;;)a.push("y".repeat(1e6)+a.length)}', /memory|timeout/],
  ['floods', 'x=>"a".repeat(1e7)', /fail/],
  ['is no JavaScript', 'x=>', /error/],
])('a reference that %s is a finding', async (_, reference, status) => {
  const { findings, tests } = await check({ reference });
  expect(findings[0]).toMatchObject({ kind: 'bad', text: expect.stringContaining('The reference does not pass') });
  expect(tests[0].verdict?.status).toMatch(status);
  expect((await check()).findings.every(({ kind }) => kind === 'good')).toBe(true);
});

describe('an import', () => {
  const lend = <T>(use: (judge: Judge) => Promise<T>) => use(judge);
  const own = { prompt: 'x\n', entry: 'f', tests: [{ args: [1], expected: 2 }], reference: 'wrong(' };
  const lines = (...rows: unknown[]) =>
    rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');

  test('takes our own form as it stands, and sets of others where their references pass', async () => {
    const text = lines(humanevalX.plain, own, '', humanevalX.wrong, mbxp.plain, { some: 'row' }, '{', {
      ...own,
      entry: 1,
    });
    const { drafts, report } = await importDrafts(text, 'mixed.jsonl', lend);
    expect(drafts.map(({ entry }) => entry)).toEqual(['f', 'total', 'countKeys']);
    expect(report).toMatchObject({ source: 'mixed.jsonl', read: 7, taken: 3 });
    expect(report.skipped.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      expect.stringMatching(/^4: its reference fails: twice\(3\) should be 6/),
      '6: a row of no known form',
      expect.stringMatching(/^7: /),
      '8: entry: must be a text, and is a number',
    ]);
    expect(readDrafts(drafts).faults).toEqual([]);
  });

  test('takes nothing twice, numbers other problems of a name, and calls those without one by their prompts', async () => {
    const text = lines(own, { ...own, id: 'a' }, own, { ...own, id: 'a', reference: 'x=>2*x' });
    const first = await importDrafts(text, 'twice.jsonl', lend);
    expect(first.drafts.map(draftName)).toEqual(['x', 'a', 'a 2']);
    expect(first.report).toMatchObject({ read: 4, taken: 3, same: 1, skipped: [] });
    expect(readDrafts(first.drafts).faults).toEqual([]);
    const again = await importDrafts(lines(own, { ...own, id: 'a' }), 'twice.jsonl', lend, first.drafts);
    expect(again).toMatchObject({ drafts: [], report: { read: 2, taken: 0, same: 2 } });
  });

  test('of nothing is an error', async () => {
    await expect(importDrafts(' \n', 'empty.jsonl', lend)).rejects.toThrow('empty.jsonl: no problems');
  });
});
