/** The programs that tests should fail, and what each of them does with the tests one may choose from. */
import type { Judge, Test, TestVerdict, Verdict } from '../../sandbox/types';
import { canonical } from '../../sandbox/values';
import { assembleProgram, type FunctionProblem, toJudgeTask } from '../problem';
import { requireVerdict } from '../validate';

/** What a rival does with each candidate test: 0 where it passes, as what is right does everywhere, else 1. */
type Row = Int32Array;

/**
 * The rows of programs, but for those that are no JavaScript. What a program does after it ran out of its bounds counts as
 * passing: such tests take long, and where a clock ended one, which depends on the machine, there are no more.
 */
export async function programRows(
  judge: Judge,
  problem: FunctionProblem,
  completions: readonly string[],
  tests: readonly Test[],
  signal?: AbortSignal,
): Promise<Row[]> {
  const job = (completion: string, stop_at_first_failure: boolean) => ({
    task: toJudgeTask(problem, tests),
    program: assembleProgram(problem, completion),
    stop_at_first_failure,
  });
  const first = await judge.judge(
    completions.map((completion) => job(completion, true)),
    signal,
  );
  const rows: Row[] = [];
  const others: string[] = [];
  first.map(requireVerdict).forEach((verdict, i) => {
    const last = verdict.tests[verdict.tests.length - 1];
    if (last.message?.startsWith('SyntaxError')) return;
    if (verdict.status !== 'pass' && !isOut(last)) others.push(completions[i]);
    else rows.push(failureRow(verdict, tests.length));
  });
  const whole = await judge.judge(
    others.map((completion) => job(completion, false)),
    signal,
  );
  return [...rows, ...whole.map((answer) => failureRow(requireVerdict(answer), tests.length))];
}

function failureRow({ tests }: Verdict, length: number): Row {
  const out = tests.findIndex(isOut);
  const known = out < 0 ? tests : tests.slice(0, out + 1);
  return Int32Array.from({ length }, (_, at) => Number((known[at]?.status ?? 'pass') !== 'pass'));
}

/** Whether a test ran out of its bounds. */
const isOut = ({ status }: TestVerdict): boolean => status === 'timeout' || status === 'memory';

/** The rows of constants, and of each argument as it came: only those that pass more than one test. */
export function baselineRows(tests: readonly Test[]): Row[] {
  const wanted = tests.map(({ expected }) => canonical(expected));
  const arity = Math.max(0, ...tests.map(({ args }) => args.length));
  const echoes = Array.from({ length: arity }, (_, place) =>
    tests.map(({ args }) => (place < args.length ? canonical(args[place]) : undefined)),
  );
  const answers = [...[...new Set(wanted)].map((constant) => wanted.map(() => constant)), ...echoes];
  return answers
    .map((given) => Int32Array.from(given, (text, at) => Number(text !== wanted[at])))
    .filter((row) => row.filter((fails) => fails === 0).length > 1);
}
