import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeJudge } from '../../../src/sandbox/node-judge';
import type { Judge, Test } from '../../../src/sandbox/types';
import { canonical } from '../../../src/sandbox/values';
import { distinctProblems } from '../../../src/tasks/distinct';
import { assembleProgram, type DataProblem, isHidden, testInputText, toJudgeTask } from '../../../src/tasks/problem';
import { openTaskSet } from '../../../src/tasks/registry';
import { type SynthesizeOptions, synthesize } from '../../../src/tasks/synthesize';

let judge: Judge;
beforeAll(() => {
  judge = openNodeJudge({ judge_workers: 1 });
});
afterAll(() => judge.close());

const OPTIONS: SynthesizeOptions = {
  ...{ min_tests: 5, max_tests: 16, keep_tests: true, agreement: 0.7 },
  ...{ mutants: 40, candidates: 64, beyond: true, seed: 0 },
};
const shown = (...tests: Test[]): Test[] => tests.map((test) => ({ ...test, visible: true }));
const problem = (fields: Partial<DataProblem>): DataProblem => ({
  ...{ id: 'p', prompt: 'double it', entry: 'f', prefix: 'const f=', reference: 'x=>x*2' },
  tests: [...shown({ args: [1], expected: 2 }), { args: [5], expected: 10 }],
  ...fields,
});
const made = (fields: Partial<DataProblem>, options: Partial<SynthesizeOptions> = {}, programs: string[] = []) =>
  synthesize(judge, problem(fields), programs, { ...OPTIONS, ...options });
const hiddenOf = (tests: readonly object[]) => (tests as Test[]).filter(isHidden);

/** Problems of the built-in families as they come, and with their hidden tests left out. */
const FAMILIES = distinctProblems(openTaskSet('families'), { splits: ['train'], levels: [1, 2, 3], seed: 5, n: 14 })
  .map(({ problem }) => problem as DataProblem)
  .map((whole) => ({ whole, stripped: { ...whole, tests: whole.tests.filter((test) => !isHidden(test)) } }));

describe('built-in problems whose hidden tests are left out', () => {
  test('get tests that fail as many mutants as theirs did, and hold nothing that is shown', async () => {
    let [own, given] = [0, 0];
    for (const { whole, stripped } of FAMILIES) {
      const { reason, problem: next, mutants } = await synthesize(judge, stripped, [], OPTIONS);
      expect(reason).toBeUndefined();
      expect(next!.tests.filter((test) => !isHidden(test))).toEqual(stripped.tests);
      const hidden = hiddenOf(next!.tests);
      expect(hidden.length).toBeLessThanOrEqual(16);
      expect(hidden.length).toBeGreaterThanOrEqual(5);
      const questions = next!.tests.map(testInputText);
      expect(new Set(questions).size).toBe(questions.length);
      own += mutants!.after / mutants!.total;
      given +=
        (await synthesize(judge, whole, [], { ...OPTIONS, keep_tests: false })).mutants!.before! / mutants!.total;
    }
    expect(own).toBeGreaterThanOrEqual(given);
  });

  test('and most of several programs say what the reference would', async () => {
    let answers = 0;
    for (const { whole, stripped } of FAMILIES) {
      const { reference, ...unknown } = stripped;
      // Four right programs, and one that passes what is shown but does something else for the rest.
      const knows = stripped.tests.map(({ args, expected }) => [canonical(args), expected]);
      const table = `(...a)=>{const t=new Map(${JSON.stringify(knows)}),k=JSON.stringify(a);return t.has(k)?t.get(k):'else'}`;
      const programs = [table, ...Array.from({ length: 4 }, (_, i) => `${reference!}${' '.repeat(i)}`)];
      const { problem: next, voters, programs: failing } = await synthesize(judge, unknown, programs, OPTIONS);
      expect(voters).toBe(5);
      expect(failing).toEqual({ after: 1, total: 5 });
      expect(next).toMatchObject({ tests_by: 'majority' });
      const [verdict] = await judge.judge([{ task: toJudgeTask(next!), program: assembleProgram(whole, reference!) }]);
      expect(verdict).toMatchObject({ status: 'pass' });
      answers += hiddenOf(next!.tests).length;
    }
    expect(answers).toBeGreaterThan(100);
  });
});

test('the same seed gives the same tests, another one others', async () => {
  const [one, again, other] = [await made({}), await made({}), await made({}, { seed: 1 })];
  expect(again).toEqual(one);
  expect(other.problem!.tests).not.toEqual(one.problem!.tests);
});

describe('given tests', () => {
  test('stay when they are hidden, and make room for others when they are shown', async () => {
    const shared = { args: [5], expected: 10 };
    const kept = { args: [7], expected: 14 };
    const tests = [...shown({ args: [1], expected: 2 }, shared), shared, kept];
    const { problem: next, tests: count } = await made({ tests });
    expect(count).toEqual({ kept: 1, added: 15 });
    expect(next!.tests.slice(0, 3)).toEqual([...tests.slice(0, 2), kept]);
    expect(hiddenOf(next!.tests)).not.toContainEqual(shared);
    const anew = await made({ tests }, { keep_tests: false });
    expect(anew.tests).toEqual({ kept: 0, added: 16 });
  });

  test('rates by the former tests are not those of the new ones', async () => {
    const { problem: next } = await made({ pass_rate: 0.5, rollouts: 8 });
    expect(next).not.toHaveProperty('pass_rate');
    expect(next).toMatchObject({ tests_by: 'reference', reference: 'x=>x*2' });
  });

  test('what they leave alive, the new ones fail', async () => {
    const tests = [
      { args: [0], expected: 0 },
      { args: [2], expected: 4 },
    ];
    const { mutants, programs } = await made({ tests }, { min_tests: 3, max_tests: 4 }, ['x=>x*x', 'x=>x*2', 'x=>x*x']);
    expect(mutants).toMatchObject({ after: 3, total: 3 });
    expect(programs).toEqual({ before: 0, after: 2, total: 3 });
  });
});

describe('expected values', () => {
  test('are whole, plain where they can be, and never demand a negative zero', async () => {
    const reference = 'x=>({text:"ab".repeat(120+x%2),zero:-0*x*x,list:[x,{$:1}]})';
    const seen = { args: [2], expected: { text: 'ab'.repeat(120), zero: 0, list: [2, { $: 'obj', v: [['$', 1]] }] } };
    const { problem: next } = await made({ reference, tests: [seen] });
    for (const { args, expected } of hiddenOf(next!.tests)) {
      const [x] = args as number[];
      const text = 'ab'.repeat(120 + (x % 2));
      expect(expected).toEqual({ text, zero: 0, list: [x, { $: 'obj', v: [['$', 1]] }] });
    }
  });

  test('may be errors where a given test wants one', async () => {
    const reference = 'x=>{if(x<0)throw new RangeError("no");return x*2}';
    const throws = (name: string) => ({ args: [-3], expected: { $: 'throws', v: name } });
    const isError = ({ expected }: Test) => canonical(expected) === canonical(throws('RangeError').expected);
    const wanting = await made({ reference, tests: [...problem({}).tests, throws('RangeError')] });
    expect(hiddenOf(wanting.problem!.tests).filter(isError).length).toBeGreaterThan(1);
    const plain = await made({ reference });
    expect(plain.inputs!.bad.throws).toBeGreaterThan(5);
    expect(plain.problem!.tests.some((test) => isError(test as Test))).toBe(false);
  });
});

describe('inputs that make no test', () => {
  test.each([
    ['undefined', 'x=>x>0?x*2:undefined'],
    ['undefined', 'x=>x>0?x*2:1/0'],
    ['undefined', 'x=>x>0?x*2:[2**60]'],
    ['slow', 'x=>{while(x<=0);return x*2}'],
    ['slow', 'x=>{const a=[];while(x<=0)a.push(1e6.toString().repeat(1e5));return x*2}'],
    ['no_data', 'x=>x>0?x*2:()=>x'],
    ['large', 'x=>x>0?x*2:"ab".repeat(400)'],
    ['throws', 'function g(x){return x>0?x*2:g(x)}'],
  ] as const)('%s: %s', async (why, reference) => {
    const { inputs, problem: next } = await made({ reference }, { candidates: 32 });
    expect(Object.keys(inputs!.bad)).toEqual([why]);
    expect(inputs!.bad[why]! + inputs!.good).toBe(inputs!.candidates);
    for (const { args } of hiddenOf(next!.tests)) expect(args[0]).toBeGreaterThan(0);
  });

  test('answers that too few programs agree on', async () => {
    const programs = ['x=>x*2', 'x=>x+x', 'x=>2*x', 'x=>x<0?0:x*2', 'x=>x<0?1:x*2'];
    const { reference: _, ...unknown } = problem({});
    const strict = await synthesize(judge, unknown, programs, OPTIONS);
    expect(strict.inputs!.bad.disputed).toBeGreaterThan(5);
    for (const { args } of hiddenOf(strict.problem!.tests)) expect(args[0]).toBeGreaterThanOrEqual(0);
    const lax = await synthesize(judge, unknown, programs, { ...OPTIONS, agreement: 0.6 });
    expect(lax.inputs!.bad).toEqual({});
    // Not even a reference stands against so many.
    const odd = problem({ reference: 'x=>x<0?2:x*2' });
    expect((await synthesize(judge, odd, programs, OPTIONS)).inputs!.bad).toEqual({});
    const overruled = await synthesize(judge, odd, programs, { ...OPTIONS, agreement: 0.6 });
    expect(overruled.inputs!.bad).toEqual(strict.inputs!.bad);
  });
});

describe('problems that are dropped', () => {
  const REFUSED = 'its reference does not give the same twice, of f(';
  test.each([
    ['chance', 'x=>x<9?x*2:Math.floor(Math.random()*100)'],
    ['the clock', 'x=>x<9?x*2:x*2+Date.now()'],
    ['the date', 'x=>x<9?x*2:new Date().getDate()'],
    ['earlier calls', '(n=>x=>x*2+n++)(0)'],
  ])('a reference that goes by %s', async (_, reference) => {
    const { reason, problem: next } = await made({ reference });
    expect(reason).toContain(REFUSED);
    expect(next).toBeUndefined();
  });

  test('but one that only handles dates or its own copies is none', async () => {
    const reference = 'x=>{const d=new Date(x*2),a=[x];a.pop();return d instanceof Date?d.getTime():0}';
    expect((await made({ reference })).reason).toBeUndefined();
  });

  test.each<[string, Partial<DataProblem>, Partial<SynthesizeOptions>, string[], string]>([
    ['too few tests', { reference: 'x=>({1:2,3:6,5:10})[x]' }, {}, [], '2 of 5 tests: '],
    [
      'a reference that fails',
      { reference: 'x=>x+1' },
      {},
      [],
      'its reference fails a given test: f(5) should be 10: it is 6',
    ],
    [
      'one that is broken',
      { reference: 'x=>' },
      {},
      [],
      'its reference fails a given test: f(1) should be 2: SyntaxError',
    ],
    ['nobody to ask', { reference: undefined }, {}, [], 'no reference, and no programs to vote'],
    [
      'too few to ask',
      { reference: undefined },
      {},
      ['x=>x*2', 'x=>x', 'x=>x*2'],
      'no reference, and only 2 of 3 programs pass',
    ],
    ['no arguments', { tests: [{ args: [], expected: 1 }], reference: '()=>1' }, {}, [], 'it takes no arguments'],
    [
      'always the same',
      { tests: [{ args: [1], expected: 1 }], reference: 'x=>1' },
      {},
      [],
      'its new tests are no good: every hidden test expects 1',
    ],
  ])('%s', async (_, fields, options, programs, reason) => {
    const dropped = await made(fields, options, programs);
    expect(dropped.reason).toContain(reason);
    expect(dropped.problem).toBeUndefined();
  });

  test('programs that print, and functions that only code tests', async () => {
    const prints = { id: 'p', prompt: 'p', kind: 'stdio' as const, tests: [{ stdin: '1', stdout: '2' }] };
    expect((await synthesize(judge, prints, [], OPTIONS)).reason).toContain('no function');
    const coded = { ...problem({}), tests: [{ code: 'assert(candidate(1) === 2)' }] };
    expect((await synthesize(judge, coded, [], OPTIONS)).reason).toContain('tests are code');
  });
});
