/** The check of a problem, by the judge that pays programs in training: each finding in a sentence, with what to do. */
import type { Judge, TestVerdict, Verdict } from '../../sandbox/types';
import { expectedText, isHidden, type Problem, shownTest } from '../../tasks/problem';
import { examineProblem, type Fault, type FaultKind, type ProblemReport } from '../../tasks/validate';

export interface Finding {
  kind: 'good' | 'bad' | 'hint';
  text: string;
  /** What to do about it. */
  advice?: string;
  /** Programs that show it. */
  programs?: readonly string[];
}

/** How the reference did in one test. */
export interface TestRun {
  call: string;
  wanted: string;
  visible: boolean;
  verdict?: TestVerdict;
}

export interface CheckReport {
  findings: Finding[];
  /** The reference's tests; empty without a reference. */
  tests: TestRun[];
}

/** As `kata tasks validate` has them. */
const OPTIONS = { mutants: 40, min_mutation_score: 0.5 };

const ADVICE: Record<FaultKind, string> = {
  trivial: 'Add a test that this program fails.',
  'one-answer': 'Add a test whose right answer is another one.',
  disagree: 'Correct one of the two, or remove it.',
  table: 'Add hidden tests, with other arguments than the shown ones.',
  shown: 'Hide these, so that only a program that works for more than the examples is paid.',
  'no-reference': 'Write a reference: then it is known that the tests can be passed, and what they miss.',
  reference: 'Correct the reference, or what that test expects.',
  mutants: 'Add tests that tell these wrong programs from the reference.',
};

export async function checkProblem(judge: Judge, problem: Problem, signal?: AbortSignal): Promise<CheckReport> {
  const report = await examineProblem(judge, problem, OPTIONS, signal);
  return { findings: toFindings(problem, report), tests: report.own ? testRuns(problem, report.own) : [] };
}

function testRuns(problem: Problem, { tests }: Verdict): TestRun[] {
  return problem.tests.map((test, i) => {
    const { call, expected } = shownTest(problem, test);
    return { call, wanted: expected, visible: !isHidden(test), verdict: tests[i] };
  });
}

function toFindings(problem: Problem, { errors, warnings, mutants, survivors }: ProblemReport<Fault>): Finding[] {
  const has = (...kinds: FaultKind[]) => errors.some(({ kind }) => kinds.includes(kind));
  const good = (text: string): Finding => ({ kind: 'good', text });
  const findings: Finding[] = [
    ...errors.map(
      (fault): Finding => ({ ...told(fault, 'bad'), ...(fault.kind === 'mutants' && { programs: survivors }) }),
    ),
    ...warnings.map((fault) => told(fault, 'hint')),
  ];
  const referenced = problem.reference !== undefined;
  if (referenced && !has('reference')) {
    findings.push(
      good(`The reference passes ${problem.tests.length === 1 ? 'the test' : `all ${problem.tests.length} tests`}.`),
    );
  }
  if (!has('trivial', 'one-answer', 'table')) {
    findings.push(good('Programs that know nothing of the problem fail: a constant, and what they were given.'));
  }
  const answers = new Set(problem.tests.filter(isHidden).map(expectedText));
  if (answers.size > 1) findings.push(good(`The tests that pay expect ${answers.size} different results.`));
  if (mutants && mutants.total > 0 && !has('mutants')) findings.push(mutantsFinding(mutants, survivors));
  return findings;
}

function mutantsFinding({ killed, total }: { killed: number; total: number }, survivors?: readonly string[]): Finding {
  const text = `The tests fail ${killed} of ${total} copies of the reference with one small fault.`;
  if (killed === total) return { kind: 'good', text };
  return {
    kind: 'hint',
    text,
    advice: 'If one of these is wrong, add a test that it fails; some faults change nothing.',
    programs: survivors,
  };
}

const told = ({ kind, message }: Fault, as: Finding['kind']): Finding => ({
  kind: as,
  text: `${message[0].toUpperCase()}${message.slice(1)}.`,
  advice: ADVICE[kind],
});
