/** The contract of the judge: what goes in, what comes out. Values are tagged JSON (`values.ts`). */
import type { Compare } from './compare';

/** Tagged JSON: plain JSON plus `{"$": …}` forms for what JSON lacks (undefined, NaN, -0, BigInt, Map, Set, …). */
export type TaggedValue = null | boolean | number | string | TaggedValue[] | { [key: string]: TaggedValue };

/** One unit test. `visible` tests may be shown to the model and are never paid. */
export interface Test {
  args: TaggedValue[];
  expected: TaggedValue;
  visible?: boolean;
}

/**
 * A test that is code, for what no list of arguments can say. It calls the program's function as `candidate`, finds
 * `assert`, `expect`, `test` and `describe` (`test-realm.ts`), and passes when it ends without throwing.
 */
export interface CodeTest {
  code: string;
  visible?: boolean;
}

/** A test of a whole program: what it reads, and what it must print. Of an answer: what it must be. */
export interface TextTest {
  stdin?: string;
  stdout: string;
  visible?: boolean;
}

export type AnyTest = Test | CodeTest | TextTest;

/** What a program is judged against: the name it must define and the tests of that function. */
export interface FunctionTask {
  kind?: 'function';
  entry: string;
  tests: readonly (Test | CodeTest)[];
  /** How a result is compared with the expected value; strictly when absent. */
  compare?: Compare;
}

/**
 * A program that is run as it stands: `script` has nothing to read and is compared line by line, `stdio` token by token. Or
 * an `answer`, a text that is never run: it is itself what is compared, line by line.
 */
export interface TextTask {
  kind: 'script' | 'stdio' | 'answer';
  tests: readonly TextTest[];
  compare?: Compare;
}

export type JudgeTask = FunctionTask | TextTask;

/** A program to judge. `stop_at_first_failure` is for all-tests rewards, which gain nothing from the rest. */
export interface JudgeJob {
  task: JudgeTask;
  program: string;
  stop_at_first_failure?: boolean;
  /** Give whole results (`TestVerdict.result`): for who needs the values themselves, not only whether they are right. */
  give_results?: boolean;
}

/** A program to run as it stands, for what it prints. */
export interface RunJob {
  program: string;
  /** What it finds on standard input. */
  stdin?: string;
  /** Characters of the output that are kept; what is printed beyond them is lost, and no fault. */
  max_chars: number;
}

export const STATUSES = ['pass', 'fail', 'error', 'timeout', 'memory', 'refused'] as const;
/** The end of a test or of a program (a program's is that of its first test that did not pass); nothing is `refused` by this judge, which runs what it is given. */
export type Status = (typeof STATUSES)[number];

export interface TestVerdict {
  status: Status;
  /** What the program returned or printed, as readable text, cut short. */
  got?: string;
  /** The beginning of what a function's program printed on its console in this test (`console.ts`); absent where that is nothing. */
  printed?: string;
  /** The same whole: the canonical text of what was returned (`decode.ts` reads it), or all that was printed. Only when asked for. */
  result?: string;
  /** Why it is no pass, where `got` does not say it. */
  message?: string;
  /** Line of the program where the error was thrown. */
  line?: number;
  /** Deterministic work units used. */
  fuel?: number;
  /** Wall-clock milliseconds; not part of the verdict's identity. */
  ms?: number;
}

export interface Verdict {
  status: Status;
  passed: number;
  /** Number of tests of the task; `tests` may be shorter when judging stopped at the first failure. */
  total: number;
  tests: TestVerdict[];
  /** Deterministic work units used, summed over the tests. */
  fuel: number;
  /** Wall-clock milliseconds; not part of the verdict's identity. */
  ms: number;
  /** True when a clock, not fuel, ended the program: such a verdict may differ on another machine. */
  decided_by_clock?: boolean;
}

/** How a program ran. */
export interface Printed {
  /** `pass` when it ran to its end, whatever it printed; never `fail`. */
  status: Status;
  /** What it printed until then, cut to `max_chars`; nothing where it was ended by a limit. */
  output: string;
  /** Why it did not run to its end. */
  message?: string;
  /** Deterministic work units used. */
  fuel: number;
  /** Wall-clock milliseconds; not part of what the program did. */
  ms: number;
  /** True when a clock, not fuel, ended the program: it may run otherwise on another machine. */
  decided_by_clock?: boolean;
}

/** The judge itself failed: no verdict, hence no reward. The sample is excluded and counted, never paid as a zero. */
export interface JudgeFailure {
  judge_error: string;
}

export interface Judge {
  /** Verdicts in the order of the jobs. */
  judge(jobs: readonly JudgeJob[], signal?: AbortSignal): Promise<(Verdict | JudgeFailure)[]>;
  /** What programs print, each within the limits of a test, in the order of the jobs. */
  run(jobs: readonly RunJob[], signal?: AbortSignal): Promise<(Printed | JudgeFailure)[]>;
  close(): Promise<void>;
}
