/** The quality of a problem: whether its tests pay the programs that solve it, and no others. */
import { Random } from '../common/random';
import type { Judge, JudgeFailure, TaggedValue, Test, Verdict } from '../sandbox/types';
import { agrees, canonical, expectedError, literal, readable } from '../sandbox/values';
import { mutantsOf } from './mutants';
import { type Problem, programOf } from './problem';

export interface ValidateOptions {
  /** Mutants of a reference to judge, at most: those beyond are left out by lot. */
  mutants: number;
  /** The least share of mutants that tests must fail; below it the problem counts as bad. */
  min_mutation_score: number;
}

export interface ProblemReport {
  id: string;
  level?: number;
  /** What makes the problem bad: solving it is not paid, or not solving it is. */
  errors: string[];
  /** What may make it bad. */
  warnings: string[];
  /** Mutants of the reference that the tests fail, and all of them; absent where there is no reference that passes. */
  mutants?: { killed: number; total: number };
  /** Some mutants that pass. */
  survivors?: string[];
}

/** Mutants that pass are shown, but not more than these. */
const SURVIVORS = 3;

/**
 * Judges the reference, and programs that do not solve the problem, by the tests that are paid: a constant, an argument
 * as it came, a table of the visible examples, and mutants of the reference.
 */
export async function validateProblem(
  judge: Judge,
  problem: Problem,
  options: ValidateOptions,
  signal?: AbortSignal,
): Promise<ProblemReport> {
  const { id, level, entry, reference } = problem;
  const paid = problem.tests.filter(({ visible }) => !visible);
  const report: ProblemReport = { id, ...(level !== undefined && { level }), errors: [], warnings: [] };
  const mutants = reference === undefined ? [] : drawn(mutantsOf(reference), options.mutants, id);
  const baselines = baselinesOf(entry, paid);
  const job = (program: string, tests = paid, stop_at_first_failure = true) => ({
    task: { entry, tests },
    program,
    stop_at_first_failure,
  });

  const verdicts = await judge.judge(
    [
      ...baselines.map(({ program }) => job(program)),
      ...(reference === undefined ? [] : [job(programOf(problem, reference), problem.tests, false)]),
    ],
    signal,
  );
  checkTests(report, paid, problem.tests);
  baselines.forEach(({ name }, i) => {
    if (judged(verdicts[i]).status === 'pass') report.errors.push(`${name} passes`);
  });
  if (reference === undefined) {
    report.warnings.push('there is no reference: whether the tests can be passed is not known');
    return report;
  }
  const own = judged(verdicts[baselines.length]);
  if (own.status !== 'pass') {
    report.errors.push(`the reference does not pass: ${failureOf(problem, own)}`);
    return report;
  }
  const answers = await judge.judge(
    mutants.map((mutant) => job(programOf(problem, mutant))),
    signal,
  );
  countMutants(report, mutants, answers.map(judged), options.min_mutation_score);
  return report;
}

/** Looks at the tests alone. */
function checkTests(report: ProblemReport, paid: readonly Test[], tests: readonly Test[]): void {
  const outputs = new Set(paid.map(({ expected }) => canonical(expected)));
  if (outputs.size === 1) report.errors.push(`every paid test expects ${readable([...outputs][0])}`);

  const calls = new Map<string, string>();
  for (const { args, expected } of tests) {
    const call = argsText(args);
    const answer = canonical(expected);
    const other = calls.get(call);
    if (other !== undefined && !agrees(other, answer) && !agrees(answer, other)) {
      report.errors.push(`two tests disagree: ${readable(call)} is ${readable(other)} and ${readable(answer)}`);
    }
    calls.set(call, answer);
  }

  const shown = tests.filter(({ visible }) => visible);
  if (shown.length === 0) return;
  const known = new Set(shown.map(({ args }) => argsText(args)));
  const fresh = paid.filter(({ args }) => !known.has(argsText(args)));
  if (fresh.length === 0) {
    report.errors.push('a table of the visible examples passes: every paid test is visible as well');
    return;
  }
  if (fresh.length < paid.length) {
    report.warnings.push(`${paid.length - fresh.length} of ${paid.length} paid tests are visible as well`);
  }
  // A table can give one of its answers to whatever it does not know.
  const answer = shown.find((test) => fresh.every(({ expected }) => answers(test.expected, expected)));
  if (answer) {
    report.errors.push(
      `a table of the visible examples passes, giving ${readable(canonical(answer.expected))} for the rest`,
    );
  }
}

const argsText = (args: readonly TaggedValue[]): string => `(${args.map((arg) => canonical(arg)).join(', ')})`;

const answers = (value: TaggedValue, expected: TaggedValue): boolean => agrees(canonical(expected), canonical(value));

/** Programs that know nothing of the problem. */
function baselinesOf(entry: string, paid: readonly Test[]): { name: string; program: string }[] {
  // A constant that passes gives what the first test expects.
  const { expected } = paid[0];
  const error = expectedError(expected);
  const constant = error === undefined ? `return ${literal(expected)}` : `throw new ${error ?? 'Error'}()`;
  const baselines = [
    { name: `the constant ${readable(canonical(expected))}`, program: `function ${entry}(){${constant}}` },
  ];
  const parameters = Math.max(...paid.map(({ args }) => args.length));
  for (let i = 0; i < parameters; i++) {
    const which = parameters === 1 ? 'the argument' : `argument ${i + 1}`;
    baselines.push({ name: `${which} as it came`, program: `function ${entry}(){return arguments[${i}]}` });
  }
  return baselines;
}

function countMutants(report: ProblemReport, mutants: string[], verdicts: Verdict[], least: number): void {
  // What is no JavaScript tests nothing of the tests.
  const ran = mutants.flatMap((mutant, i) => (isSyntaxError(verdicts[i]) ? [] : [{ mutant, verdict: verdicts[i] }]));
  const survivors = ran.filter(({ verdict }) => verdict.status === 'pass').map(({ mutant }) => mutant);
  const [total, killed] = [ran.length, ran.length - survivors.length];
  report.mutants = { killed, total };
  if (survivors.length > 0) report.survivors = survivors.slice(0, SURVIVORS);
  if (total > 0 && killed / total < least) {
    report.errors.push(`the tests fail only ${killed} of ${total} mutants of the reference; ${survivors[0]} passes`);
  }
}

const isSyntaxError = ({ tests }: Verdict): boolean => tests[0]?.message?.startsWith('SyntaxError') ?? false;

/** The verdict; a failure of the judge says nothing about a problem and ends the validation. */
function judged(answer: Verdict | JudgeFailure): Verdict {
  if ('judge_error' in answer) throw new Error(`the judge failed: ${answer.judge_error}`);
  return answer;
}

function failureOf({ entry, tests }: Problem, verdict: Verdict): string {
  const at = verdict.tests.findIndex(({ status }) => status !== 'pass');
  if (at < 0) return verdict.status;
  const { status, got, message } = verdict.tests[at];
  const about = message ?? (got === undefined ? '' : `it is ${got}`);
  const { args, expected } = tests[at];
  return `${readable(entry + argsText(args))} should be ${readable(canonical(expected))}, ${status}${about && `: ${about}`}`;
}

/** At most `count` of the mutants, the same ones every time. */
function drawn(mutants: string[], count: number, id: string): string[] {
  return mutants.length <= count ? mutants : new Random(0, 'mutants', id).shuffle(mutants).slice(0, count);
}

/** What the reports of many problems come to. */
export interface ValidationSummary {
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
    mutation_score: scores.length === 0 ? null : { mean: sum(scores) / scores.length, min: Math.min(...scores) },
  };
}
