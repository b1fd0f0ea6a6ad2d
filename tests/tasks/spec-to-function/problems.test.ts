import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { Random } from '../../../src/common/random';
import type { DataProblem } from '../../../src/tasks/problem';
import { specToFunction } from '../../../src/tasks/spec-to-function';
import { agree, assignSplit, isSound, valueKey } from '../../../src/tasks/spec-to-function/meaning';
import { writeProgram } from '../../../src/tasks/spec-to-function/program';
import { drawSpec, evaluate, parseSpec, printSpec } from '../../../src/tasks/spec-to-function/spec';
import type { Value } from '../../../src/tasks/spec-to-function/steps';
import { neighbours } from '../../../src/tasks/spec-to-function/tests';
import { run } from './run';

const set = specToFunction();
const train = Array.from({ length: 1600 }, (_, index) => set.problem('train', 1, index));
const heldout = Array.from({ length: 400 }, (_, index) => set.problem('heldout', 1, index));
const problems = [...train, ...heldout];

/** Zeros have one sign in the tests, as the judge compares them. */
const plain = (value: unknown) => JSON.stringify(value);
const passes = (problem: DataProblem, program: string) =>
  problem.tests.every(({ args, expected }) => plain(run(program, args[0] as Value)) === plain(expected));

describe('spec-to-function', () => {
  it('gives the same problems for the same arguments, in any order', () => {
    const again = specToFunction();
    for (const index of [399, 7, 120, 0]) {
      expect(again.problem('train', 1, index)).toEqual(train[index]);
      expect(again.problem('heldout', 1, index)).toEqual(heldout[index]);
    }
    const other = Array.from({ length: 40 }, (_, index) => again.problem('train', 2, index).id);
    expect(other).not.toEqual(train.slice(0, 40).map(({ id }) => id));
  });

  it('walks through the levels asked for', () => {
    expect(train.slice(0, 8).map(({ level }) => level)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect([0, 1, 2].map((index) => set.problem('heldout', 3, index, [4, 4, 2]).level)).toEqual([4, 4, 2]);
    const twice = Array.from({ length: 30 }, (_, index) => set.problem('heldout', 3, index, [4, 4, 2]).id);
    expect(new Set(twice).size).toBe(30);
    expect(() => set.problem('train', 1, 0, [])).toThrow(InputError);
    expect(() => set.problem('train', 1, 0, [5])).toThrow(/no level 5; spec-to-function has the levels 1, 2, 3, 4/);
  });

  it('keeps the splits apart, about one in eight held out, over 20 000 draws', () => {
    const texts = { train: new Set<string>(), heldout: new Set<string>() };
    let heldoutDraws = 0;
    for (let index = 0; index < 20_000; index++) {
      const spec = drawSpec(new Random(5, index), 1 + (index % 4));
      const split = assignSplit(spec);
      texts[split].add(printSpec(spec));
      if (split === 'heldout') heldoutDraws++;
    }
    expect([...texts.heldout].filter((text) => texts.train.has(text))).toEqual([]);
    expect(heldoutDraws / 20_000).toBeGreaterThan(0.08);
    expect(heldoutDraws / 20_000).toBeLessThan(0.18);
    for (const { prompt } of train) expect(assignSplit(parseSpec(prompt))).toBe('train');
    for (const { prompt } of heldout) expect(assignSplit(parseSpec(prompt))).toBe('heldout');
  });

  it('holds no held-out problem twice until a level is used up, and then starts over', () => {
    for (const level of [2, 3, 4]) {
      const ids = heldout.filter((problem) => problem.level === level).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const first = Array.from({ length: 100 }, (_, index) => set.problem('heldout', 9, index, [1]).id);
    const count = new Set(first).size;
    expect(count).toBeGreaterThan(15);
    expect(count).toBeLessThan(50);
    first.forEach((id, index) => {
      expect(id).toBe(first[index % count]);
    });
  });

  it('states tests that its reference and both styles pass, by JavaScript itself', () => {
    for (const problem of problems) {
      const spec = parseSpec(problem.prompt);
      expect(isSound(spec)).toBe(true);
      expect(passes(problem, problem.reference!), problem.prompt).toBe(true);
      const variation = { random: new Random(3, problem.id), probability: 0.3 };
      for (const style of ['expression', 'statements'] as const) {
        const program = writeProgram(spec, style, variation);
        expect(passes(problem, program), `${problem.prompt}${program}`).toBe(true);
      }
    }
  });

  it('states 6 to 8 tests on distinct inputs that JSON can hold', () => {
    for (const { tests } of problems) {
      expect(tests.length).toBeGreaterThanOrEqual(6);
      expect(tests.length).toBeLessThanOrEqual(8);
      expect(new Set(tests.map(({ args }) => JSON.stringify(args))).size).toBe(tests.length);
      expect(JSON.parse(JSON.stringify(tests))).toEqual(tests);
      expect(tests.some(({ expected }) => Object.is(expected, -0))).toBe(false);
    }
  });

  it('draws other inputs for other problems and other seeds', () => {
    const inputs = (problem: DataProblem) => JSON.stringify(problem.tests.map(({ args }) => args));
    const ofIntegers = [...new Map(problems.map((problem) => [problem.id, problem])).values()].filter(({ prompt }) =>
      prompt.startsWith('x'),
    );
    expect(new Set(ofIntegers.map(inputs)).size).toBe(ofIntegers.length);
  });

  it('pays no constant, no echo and no part of the spec', () => {
    for (const problem of problems) {
      const { type, steps } = parseSpec(problem.prompt);
      expect(passes(problem, `${type}=>${type}`), problem.prompt).toBe(false);
      const results = new Set(problem.tests.map(({ expected }) => plain(expected)));
      expect(results.size, problem.prompt).toBeGreaterThan(1);
      const part = { type, steps: steps.slice(0, -1) };
      expect(passes(problem, writeProgram(part, 'expression')), problem.prompt).toBe(false);
    }
  });

  it('catches at least 99.9 % of the neighbouring specs that differ', () => {
    let differ = 0;
    let caught = 0;
    for (const { prompt, tests } of problems.slice(0, 1000)) {
      const spec = parseSpec(prompt);
      for (const steps of neighbours(spec)) {
        if (agree(spec, steps)) continue;
        differ++;
        const isCaught = ({ args, expected }: (typeof tests)[number]) =>
          valueKey(evaluate(steps, args[0] as Value)) !== valueKey(expected as Value);
        if (tests.some(isCaught)) caught++;
      }
    }
    expect(differ).toBeGreaterThan(20_000);
    expect(caught / differ).toBeGreaterThan(0.999);
  });

  it('catches at least 99 % of the specs two slips away that differ', () => {
    let differ = 0;
    let caught = 0;
    for (const { id, prompt, tests } of problems.slice(0, 400)) {
      const spec = parseSpec(prompt);
      const random = new Random(4, id);
      for (let slip = 0; slip < 20; slip++) {
        const once = { type: spec.type, steps: random.pick(neighbours(spec)) };
        if (once.steps.length === 0) continue;
        const steps = random.pick(neighbours(once));
        if (agree(spec, steps)) continue;
        differ++;
        const values = tests.map(({ args }) => valueKey(evaluate(steps, args[0] as Value)));
        if (tests.some(({ expected }, index) => values[index] !== valueKey(expected as Value))) caught++;
      }
    }
    expect(differ).toBeGreaterThan(4000);
    expect(caught / differ).toBeGreaterThan(0.99);
  });

  it('keeps prompts and programs short', () => {
    for (const { prompt, reference } of problems) {
      expect(prompt).toMatch(/^[xsa]: [a-z0-9, ]+\n$/);
      expect(prompt.length).toBeLessThanOrEqual(64);
      expect(reference!.length).toBeLessThanOrEqual(128);
    }
  });
});

describe('domains', () => {
  it.each(['numbers', 'strings', 'lists'] as const)(
    '%s hold the specs of one type, in the splits of the whole',
    (domain) => {
      const letter = { numbers: 'x', strings: 's', lists: 'a' }[domain];
      for (const split of ['train', 'heldout'] as const) {
        const problems = Array.from({ length: 24 }, (_, index) => specToFunction(domain).problem(split, 5, index));
        for (const { prompt } of problems) {
          expect(prompt[0]).toBe(letter);
          expect(assignSplit(parseSpec(prompt))).toBe(split);
        }
        expect(new Set(problems.map(({ id }) => id)).size).toBeGreaterThan(16);
      }
    },
  );
});
