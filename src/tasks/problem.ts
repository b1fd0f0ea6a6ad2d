/** A problem with unit tests: what the model is asked, and how its program is judged. */
import type { AnyTest, FunctionTask, JudgeTask, Test } from '../sandbox/types';
import { canonical, readable } from '../sandbox/values';

interface Asked {
  /** Unique within its task set; problems with the same id are the same problem. */
  id: string;
  /** What the model sees. */
  prompt: string;
  /** Source put before the completion to make the program, for example `const f=`. */
  prefix?: string;
  /** A program (completion) that passes. */
  reference?: string;
  family?: string;
  level?: number;
  /** The share of some model's programs that passed, where the source of the problem knows it. */
  pass_rate?: number;
  /** How many programs that was. */
  rollouts?: number;
  /** Who answered the tests that were synthesised: the reference, or most of a model's programs. */
  tests_by?: 'reference' | 'majority';
}

/** By its `kind`, a function to define or a program that prints; without one, a function. */
export type Problem = Asked & JudgeTask;
/** A problem whose program defines a function. */
export type FunctionProblem = Asked & FunctionTask;
/** One whose tests are all data, as generated ones are. */
export type DataProblem = Asked & Omit<FunctionTask, 'tests'> & { tests: readonly Test[] };

export type Split = 'train' | 'heldout';

/** A source of problems. Everything it gives is a function of its arguments. */
export interface TaskSet<P extends Problem = Problem> {
  name: string;
  levels: number[];
  /** Number of distinct problems in a split; Infinity when they are generated without end. */
  size(split: Split): number;
  /** The index-th problem of a split's stream for a seed, at one of the given levels (all when absent). */
  problem(split: Split, seed: number, index: number, levels?: readonly number[]): P;
}

/** The source text that the judge runs. */
export function assembleProgram(problem: Problem, completion: string): string {
  return (problem.prefix ?? '') + completion;
}

/** What the judge is asked: all tests of the problem, or some of them. */
export function toJudgeTask(
  { kind, entry, compare, tests }: Problem & { entry?: string },
  some: readonly AnyTest[] = tests,
): JudgeTask {
  return {
    ...(kind && { kind }),
    ...(entry !== undefined && { entry }),
    ...(compare && { compare }),
    tests: some,
  } as JudgeTask;
}

export function isFunction(problem: Problem): problem is FunctionProblem {
  return problem.kind === undefined || problem.kind === 'function';
}

/** Whether a reward may count a test: not one shown to the model, which a program could simply repeat. */
export const isHidden = ({ visible }: AnyTest): boolean => !visible;

/** What a test asks, as text: two tests of a problem ask the same when it is the same. */
export function testInputText(test: AnyTest): string {
  if ('code' in test) return test.code;
  if ('stdout' in test) return test.stdin ?? '';
  return `(${test.args.map((arg) => canonical(arg)).join(', ')})`;
}

/** The right answer of a test as text; undefined where the test is code, which may have many. */
export function expectedText(test: AnyTest): string | undefined {
  if ('code' in test) return undefined;
  return 'stdout' in test ? test.stdout : canonical(test.expected);
}

/** What a test asks for and what is right, for a person: `f(2)` and `4`. */
export function shownTest(problem: Problem, test: AnyTest): { call: string; expected: string } {
  if ('code' in test) return { call: test.code.trim(), expected: 'passed' };
  if ('stdout' in test) {
    const input = test.stdin ? ` of ${JSON.stringify(test.stdin)}` : '';
    const what = problem.kind === 'answer' ? 'the answer' : 'the output';
    return { call: `${what}${input}`, expected: JSON.stringify(test.stdout) };
  }
  const entry = isFunction(problem) ? problem.entry : '';
  return { call: readable(entry + testInputText(test)), expected: readable(canonical(test.expected)) };
}
