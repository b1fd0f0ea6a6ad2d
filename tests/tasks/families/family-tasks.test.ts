import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { Tokenizer } from '../../../src/model/tokenizer';
import { buildTokenizer } from '../../../src/model/tokenizer-build';
import { openNodeJudge } from '../../../src/sandbox/node-judge';
import type { Judge, Verdict } from '../../../src/sandbox/types';
import { FAMILIES } from '../../../src/tasks/families';
import { familyTasks } from '../../../src/tasks/families/family-tasks';
import { evaluateMeaning, type FunctionClass, levelTable, valueKey } from '../../../src/tasks/families/table';
import { assembleProgram, type DataProblem, isHidden } from '../../../src/tasks/problem';
import { validateProblem } from '../../../src/tasks/validate';

const DRAWN = 40;
const tokenizer = Tokenizer.fromJson(buildTokenizer(), 'the built-in tokenizer');

let judge: Judge;
beforeAll(() => {
  judge = openNodeJudge({ judge_workers: 1 });
});
afterAll(() => judge.close());

const argsOf = ({ args }: { args: unknown[] }) => JSON.stringify(args);

describe.each(FAMILIES)('$name', (family) => {
  const set = familyTasks(family);
  const problemsOf = (split: 'train' | 'heldout', level: number) =>
    Array.from({ length: DRAWN }, (_, index) => set.problem(split, 1, index, [level]));
  const drawn = set.levels.flatMap((level) => [...problemsOf('train', level), ...problemsOf('heldout', level)]);

  /** The function that a problem asks for, and all that its level has. */
  const functionsOf = ({ level, reference }: DataProblem): { wanted: FunctionClass; all: FunctionClass[] } => {
    const { functions } = levelTable(family.levels[level! - 1]);
    const all = [...functions.train, ...functions.heldout];
    return { wanted: all.find(({ programs }) => programs[0] === reference)!, all };
  };

  it('gives the same problems for the same arguments, in any order, and others under another seed', () => {
    const again = familyTasks(family);
    for (const index of [DRAWN - 1, 7, 0]) {
      expect(again.problem('heldout', 1, index, [1])).toEqual(set.problem('heldout', 1, index, [1]));
      expect(again.problem('train', 1, index, [1])).toEqual(set.problem('train', 1, index, [1]));
    }
    const ids = (seed: number) => Array.from({ length: 20 }, (_, index) => set.problem('train', seed, index).id);
    expect(ids(2)).not.toEqual(ids(1));
  });

  it('walks through the levels, takes those asked for that it has, and refuses when it has none', () => {
    const levels = [0, 1, 2, 3, 4, 5].map((index) => set.problem('train', 1, index).level);
    expect(levels).toEqual([0, 1, 2, 3, 4, 5].map((index) => set.levels[index % set.levels.length]));
    expect([0, 1, 2].map((index) => set.problem('train', 1, index, [9, 2]).level)).toEqual([2, 2, 2]);
    expect(() => set.problem('train', 1, 0, [9])).toThrow(InputError);
  });

  it('draws from the split that is asked for, and the same problem by the same id', () => {
    for (const split of ['train', 'heldout'] as const) {
      for (const problem of set.levels.flatMap((level) => problemsOf(split, level))) {
        expect(functionsOf(problem).wanted.split).toBe(split);
      }
    }
    const byId = new Map<string, DataProblem>();
    for (const problem of drawn) {
      expect(byId.get(problem.id) ?? problem).toEqual(problem);
      byId.set(problem.id, problem);
    }
  });

  it('shows examples in the prompt that are never paid, and tests on other inputs', () => {
    for (const { prompt, tests } of drawn) {
      const shown = tests.filter((test) => !isHidden(test));
      const hidden = tests.filter(isHidden);
      expect(shown.length).toBeGreaterThan(0);
      for (const { args, expected } of shown) {
        const text = [...args, expected].map((value) => (Array.isArray(value) ? `[${value}]` : String(value)));
        expect(prompt).toContain(`${text.slice(0, -1).join()}=>${text.at(-1)}`);
      }
      expect(hidden.length).toBeGreaterThanOrEqual(4);
      expect(new Set(tests.map(argsOf)).size).toBe(tests.length);
      expect(JSON.parse(JSON.stringify(tests))).toEqual(tests);
      expect(new Set(hidden.map(({ expected }) => JSON.stringify(expected))).size).toBeGreaterThan(1);
    }
  });

  it('has tests that every right program passes, in every way of writing it', async () => {
    const sample = drawn.filter((_, index) => index % 13 === 0);
    const jobs = sample.flatMap((problem) =>
      functionsOf(problem)
        .wanted.programs.slice(0, 5)
        .map((completion) => ({
          task: { entry: problem.entry, tests: problem.tests },
          program: assembleProgram(problem, completion),
        })),
    );
    const verdicts = (await judge.judge(jobs)) as Verdict[];
    expect(verdicts.map(({ status }, i) => `${status} ${jobs[i].program}`)).toEqual(
      jobs.map(({ program }) => `pass ${program}`),
    );
  });

  it('passes validation: constants, echoes and tables of the examples fail, and so do most mutants', async () => {
    const options = { mutants: 8, min_mutation_score: 0.5 };
    for (const problem of drawn.filter((_, index) => index % 20 === 0)) {
      expect((await validateProblem(judge, problem, options)).errors).toEqual([]);
    }
  });

  it('tells a function from the others of its level: by hidden tests nearly always, by the examples mostly', () => {
    let [pairs, caught, single] = [0, 0, 0];
    for (const problem of drawn) {
      const { wanted, all } = functionsOf(problem);
      const tests = problem.tests.filter(isHidden);
      const others = all.filter((one) => one !== wanted);
      const agrees = (one: FunctionClass, among: typeof tests) =>
        among.every(({ args, expected }) => {
          const result = evaluateMeaning(one.meaning, args as (typeof expected & number)[]);
          return result !== undefined && valueKey(result) === valueKey(expected as number);
        });
      pairs += others.length;
      caught += others.filter((one) => !agrees(one, tests)).length;
      const shown = problem.tests.filter((test) => !isHidden(test));
      if (!others.some((one) => agrees(one, shown))) single++;
    }
    expect(caught / pairs).toBeGreaterThan(0.995);
    // An outline or a broken program says the rest.
    const isAlone = !family.repair && !family.levels.some(({ outline }) => outline);
    if (isAlone) expect(single / drawn.length).toBeGreaterThan(0.6);
  });

  it('has prompts of at most 96 tokens and programs of at most 48, whichever way they are written', () => {
    for (const problem of drawn) {
      expect(problem.prompt).toMatch(/^[^\n]+\n$/);
      expect(tokenizer.encode(problem.prompt).length).toBeLessThanOrEqual(96);
    }
    for (const level of family.levels) {
      const { functions } = levelTable(level);
      for (const program of [...functions.train, ...functions.heldout].flatMap(({ programs }) => programs)) {
        expect(tokenizer.encode(program).length + 1, program).toBeLessThanOrEqual(48);
      }
    }
  });
});

describe('repair', () => {
  it('shows a program that fails the example beside it', () => {
    const family = FAMILIES.find(({ name }) => name === 'repair')!;
    const set = familyTasks(family);
    for (let index = 0; index < 60; index++) {
      const { prompt, tests } = set.problem('train', 3, index);
      const [, broken] = /^fix (.*\)?): [^:]*=>[^:]*\n$/.exec(prompt)!;
      const run = new Function(`return ${broken}`)();
      for (const { args, expected } of tests.filter((test) => !isHidden(test))) {
        expect(JSON.stringify(run(...structuredClone(args))), prompt).not.toBe(JSON.stringify(expected));
      }
    }
  });
});
