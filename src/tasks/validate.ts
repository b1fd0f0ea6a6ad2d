/** The quality of a problem: whether its tests pass the programs that solve it, and fail all others. */
import { mean } from '../common/statistics';
import { textAgrees, valueAgrees } from '../sandbox/compare';
import { textCompare } from '../sandbox/task';
import type { AnyTest, Judge, JudgeFailure, Test, TextTest, Verdict } from '../sandbox/types';
import { canonical, expectedError, literal, readable } from '../sandbox/values';
import { drawMutants } from './mutants';
import {
  assembleProgram,
  expectedText,
  type FunctionProblem,
  isFunction,
  isHidden,
  type Problem,
  shownTest,
  testInputText,
  toJudgeTask,
} from './problem';

export interface ValidateOptions {
  /** Mutants of a reference to judge, at most: those beyond are left out by lot. */
  mutants: number;
  /** The least share of mutants that tests must fail; below it the problem counts as bad. */
  min_mutation_score: number;
}

/** What kind of thing a fault is, so that advice can be given. */
export type FaultKind =
  | 'trivial' // a program that knows nothing of the problem passes
  | 'one-answer'
  | 'disagree'
  | 'table' // the visible examples are enough to pass
  | 'shown' // some hidden tests are visible as well
  | 'no-reference'
  | 'reference' // it does not pass
  | 'mutants'; // too many pass

export interface Fault {
  kind: FaultKind;
  /** As a clause: `the constant 12 passes`. */
  message: string;
}

export interface ProblemReport<F = string> {
  id: string;
  level?: number;
  /** What makes the problem bad: a solution fails, or a program that is no solution passes. */
  errors: F[];
  /** What may make it bad. */
  warnings: F[];
  /** Mutants of the reference that the tests fail, and all of them; absent where there is no reference that passes. */
  mutants?: { killed: number; total: number };
  /** Some mutants that pass. */
  survivors?: string[];
}

/** Kinds of problems that give a program nothing to answer to. */
const NOTHING_GIVEN: readonly Problem['kind'][] = ['script', 'answer'];

/** Mutants that pass are shown, but not more than these. */
const SURVIVORS = 3;

/** A report with what it was made of. */
interface Examined extends ProblemReport<Fault> {
  /** Of the reference, by all tests; absent where there is none. */
  own?: Verdict;
}

/** The faults of a problem in words. */
export async function validateProblem(
  judge: Judge,
  problem: Problem,
  options: ValidateOptions,
  signal?: AbortSignal,
): Promise<ProblemReport> {
  const { own: _, ...report } = await examineProblem(judge, problem, options, signal);
  const words = (faults: Fault[]) => faults.map(({ message }) => message);
  return { ...report, errors: words(report.errors), warnings: words(report.warnings) };
}

/**
 * Judges the reference, and programs that do not solve the problem, by the hidden tests: a constant, an argument
 * or the input as it came, a table of the visible examples, and mutants of the reference. A constant is no wrong answer
 * where nothing is given to answer to, as to a script.
 */
export async function examineProblem(
  judge: Judge,
  problem: Problem,
  options: ValidateOptions,
  signal?: AbortSignal,
): Promise<Examined> {
  const { id, level, reference } = problem;
  const hidden: readonly AnyTest[] = problem.tests.filter(isHidden);
  const report: Examined = { id, ...(level !== undefined && { level }), errors: [], warnings: [] };
  const mutants = reference === undefined ? [] : drawMutants(reference, options.mutants, id, !isFunction(problem));
  const baselines = makeBaselines(problem);
  const job = (program: string, tests = hidden, stop_at_first_failure = true) => ({
    task: toJudgeTask(problem, tests),
    program,
    stop_at_first_failure,
  });

  const verdicts = await judge.judge(
    [
      ...baselines.map(({ program }) => job(program)),
      ...(reference === undefined ? [] : [job(assembleProgram(problem, reference), problem.tests, false)]),
    ],
    signal,
  );
  checkTests(report, problem);
  baselines.forEach(({ name }, i) => {
    if (requireVerdict(verdicts[i]).status === 'pass')
      report.errors.push({ kind: 'trivial', message: `${name} passes` });
  });
  if (reference === undefined) {
    report.warnings.push({
      kind: 'no-reference',
      message: 'there is no reference: whether the tests can be passed is not known',
    });
    return report;
  }
  const own = requireVerdict(verdicts[baselines.length]);
  report.own = own;
  if (own.status !== 'pass') {
    report.errors.push({ kind: 'reference', message: `the reference does not pass: ${describeFailure(problem, own)}` });
    return report;
  }
  const answers = await judge.judge(
    mutants.map((mutant) => job(assembleProgram(problem, mutant))),
    signal,
  );
  countMutants(report, mutants, answers.map(requireVerdict), options.min_mutation_score);
  return report;
}

/** Looks at the tests alone. */
function checkTests(report: ProblemReport<Fault>, problem: Problem): void {
  const tests: readonly AnyTest[] = problem.tests;
  const [hidden, shown] = [tests.filter(isHidden), tests.filter((test) => !isHidden(test))];
  const answers = new Set(hidden.map(expectedText));
  if (answers.size === 1 && !answers.has(undefined) && !NOTHING_GIVEN.includes(problem.kind)) {
    report.errors.push({
      kind: 'one-answer',
      message: `every hidden test expects ${shownTest(problem, hidden[0]).expected}`,
    });
  }

  const asked = new Map<string, AnyTest>();
  for (const test of tests) {
    const other = asked.get(testInputText(test));
    if (other && !answersTo(problem, other, test) && !answersTo(problem, test, other)) {
      const [one, two] = [shownTest(problem, other), shownTest(problem, test)];
      report.errors.push({
        kind: 'disagree',
        message: `two tests disagree: ${one.call} is ${one.expected} and ${two.expected}`,
      });
    }
    asked.set(testInputText(test), test);
  }

  if (shown.length === 0) return;
  const known = new Set(shown.map(testInputText));
  const fresh = hidden.filter((test) => !known.has(testInputText(test)));
  if (fresh.length === 0) {
    report.errors.push({
      kind: 'table',
      message: 'a table of the visible examples passes: every hidden test is visible as well',
    });
    return;
  }
  if (fresh.length < hidden.length) {
    report.warnings.push({
      kind: 'shown',
      message: `${hidden.length - fresh.length} of ${hidden.length} hidden tests are visible as well`,
    });
  }
  // A table can give one of its answers to whatever it does not know.
  const rest = shown.find((test) => fresh.every((other) => answersTo(problem, test, other)));
  if (rest) {
    const { expected } = shownTest(problem, rest);
    report.errors.push({
      kind: 'table',
      message: `a table of the visible examples passes, giving ${expected} for the rest`,
    });
  }
}

/** Whether the right answer of one test is right for another. Nothing is known of tests that are code, but themselves. */
function answersTo(problem: Problem, test: AnyTest, other: AnyTest): boolean {
  if ('code' in test || 'code' in other) return 'code' in test && 'code' in other && test.code === other.code;
  if (isFunction(problem)) {
    const [given, wanted] = [(test as Test).expected, (other as Test).expected];
    if (expectedError(given) !== undefined || expectedError(wanted) !== undefined)
      return expectedText(test) === expectedText(other);
    return valueAgrees(problem.compare, wanted, canonical(given));
  }
  return textAgrees(textCompare(problem), (other as TextTest).stdout, (test as TextTest).stdout);
}

interface Baseline {
  name: string;
  program: string;
}

/** Programs that know nothing of the problem. */
function makeBaselines(problem: Problem): Baseline[] {
  if (isFunction(problem)) return functionBaselines(problem);
  const { kind, tests } = problem;
  if (NOTHING_GIVEN.includes(kind)) return [];
  // What passes gives what the first hidden test expects.
  const stdout = JSON.stringify(tests.find(isHidden)?.stdout);
  return [
    { name: `the constant ${stdout}`, program: `process.stdout.write(${stdout})` },
    { name: 'the input as it came', program: "process.stdout.write(require('fs').readFileSync(0, 'utf8'))" },
  ];
}

function functionBaselines({ entry, tests }: FunctionProblem): Baseline[] {
  const hidden = tests.filter(isHidden);
  const data = hidden.filter((test) => 'args' in test);
  const baselines: Baseline[] = [];
  if (data.length > 0) {
    const [{ expected }] = data;
    const error = expectedError(expected);
    const constant = error === undefined ? `return ${literal(expected)}` : `throw new ${error ?? 'Error'}()`;
    const name = `the constant ${readable(canonical(expected))}`;
    baselines.push({ name, program: `function ${entry}(){${constant}}` });
  } else {
    baselines.push({ name: 'a function that does nothing', program: `function ${entry}(){}` });
  }
  const parameters = Math.max(...hidden.map((test) => ('args' in test ? test.args.length : 1)));
  for (let i = 0; i < parameters; i++) {
    const which = parameters === 1 ? 'the argument' : `argument ${i + 1}`;
    baselines.push({ name: `${which} as it came`, program: `function ${entry}(){return arguments[${i}]}` });
  }
  return baselines;
}

function countMutants(report: ProblemReport<Fault>, mutants: string[], verdicts: Verdict[], least: number): void {
  // What is no JavaScript tests nothing of the tests.
  const ran = mutants.flatMap((mutant, i) => (isSyntaxError(verdicts[i]) ? [] : [{ mutant, verdict: verdicts[i] }]));
  const survivors = ran.filter(({ verdict }) => verdict.status === 'pass').map(({ mutant }) => mutant);
  const [total, killed] = [ran.length, ran.length - survivors.length];
  report.mutants = { killed, total };
  if (survivors.length > 0) report.survivors = survivors.slice(0, SURVIVORS);
  if (total > 0 && killed / total < least) {
    report.errors.push({
      kind: 'mutants',
      message: `the tests fail only ${killed} of ${total} mutants of the reference; ${survivors[0]} passes`,
    });
  }
}

const isSyntaxError = ({ tests }: Verdict): boolean => tests[0]?.message?.startsWith('SyntaxError') ?? false;

/** The verdict. A failure of the judge is an error that ends the work: it says nothing about a program. */
export function requireVerdict(answer: Verdict | JudgeFailure): Verdict {
  if ('judge_error' in answer) throw new Error(`the judge failed: ${answer.judge_error}`);
  return answer;
}

function describeFailure(problem: Problem, verdict: Verdict): string {
  const at = verdict.tests.findIndex(({ status }) => status !== 'pass');
  if (at < 0) return verdict.status;
  const { status, got, message } = verdict.tests[at];
  const about = message ?? (got === undefined ? '' : `it is ${got}`);
  const { call, expected } = shownTest(problem, problem.tests[at]);
  // An error has its name in its message.
  const what = status === 'error' && about ? [about] : [status, about];
  return `${call} should be ${expected}, ${what.filter(Boolean).join(': ')}`;
}

/** What the reports of many problems come to. */
interface ValidationSummary {
  problems: number;
  valid: number;
  warned: number;
  mutants: { killed: number; total: number };
  /** Mean and least share of mutants that a problem's tests fail, over the problems with mutants; null without any. */
  mutation_score: { mean: number; min: number } | null;
}

export function summarize(reports: readonly ProblemReport[]): ValidationSummary {
  const mutants = reports.flatMap((report) => (report.mutants && report.mutants.total > 0 ? [report.mutants] : []));
  const scores = mutants.map(({ killed, total }) => killed / total);
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  return {
    problems: reports.length,
    valid: reports.filter(({ errors }) => errors.length === 0).length,
    warned: reports.filter(({ warnings }) => warnings.length > 0).length,
    mutants: { killed: sum(mutants.map(({ killed }) => killed)), total: sum(mutants.map(({ total }) => total)) },
    mutation_score: scores.length === 0 ? null : { mean: mean(scores), min: Math.min(...scores) },
  };
}
