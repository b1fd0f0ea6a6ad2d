/** The contract of the judge: what goes in, what comes out. Values are tagged JSON (`values.ts`). */

/** Tagged JSON: plain JSON plus `{"$": …}` forms for what JSON lacks (undefined, NaN, -0, BigInt, Map, Set, …). */
export type TaggedValue = null | boolean | number | string | TaggedValue[] | { [key: string]: TaggedValue };

/** One unit test. `visible` tests may be shown to the model and are never scored. */
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

/** A test of a whole program: what it reads, and what it must print. A test of an answer: the text it must be. */
export interface TextTest {
  stdin?: string;
  stdout: string;
  visible?: boolean;
}

export const COMPARE_MODES = ['strict', 'loose', 'float', 'tokens', 'json'] as const;

/** When a result counts as the expected one (`compare.ts`). */
export interface Compare {
  /**
   * For results: `strict` the same value; `loose` primitives by `==`, as `assert.deepEqual` does; `float` numbers within
   * a tolerance; `tokens` strings by their words; `json` undefined counts as null and a key that holds it as absent.
   * For printed text: `strict` line by line but for blanks at the ends; `tokens` and `loose` word by word; `float` word by
   * word, numbers within a tolerance; `json` the values that both texts spell.
   */
  mode: (typeof COMPARE_MODES)[number];
  /** Tolerances of `float`: numbers agree when |got - expected| <= atol + rtol * |expected|; NaN and infinities only with themselves. */
  rtol?: number;
  atol?: number;
  /** Items of the outermost array, or lines of the text, may come in any order. */
  unordered?: boolean;
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
  /** Return whole results (`TestVerdict.result`), for a caller that needs the values themselves. */
  give_results?: boolean;
}

/** A program to run for its output. */
export interface RunJob {
  program: string;
  /** Standard input. */
  stdin?: string;
  /** Characters of the output that are kept; further ones are dropped, which is no error. */
  max_chars: number;
}

export type AnyJob = JudgeJob | RunJob;

/** How a test or a program ended; a program ends as its first test that did not pass. */
export const STATUSES = ['pass', 'fail', 'error', 'timeout', 'memory'] as const;
export type Status = (typeof STATUSES)[number];

export interface TestVerdict {
  status: Status;
  /** What the program returned or printed, as readable text, cut short. */
  got?: string;
  /** The beginning of what a function's program printed on its console in this test (`console.ts`); absent where that is nothing. */
  printed?: string;
  /** The whole result: the canonical text of the value returned (`decode.ts` reads it), or all that was printed. Only when `give_results` is set. */
  result?: string;
  /** The reason for any other status than `pass`, where `got` does not show it. */
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

/** The output of a program that was run, and how it ended. */
export interface ProgramOutput {
  /** `pass` when it ran to its end, whatever it printed; never `fail`. */
  status: Status;
  /** The text printed until the end, cut to `max_chars`; empty where a limit ended the program. */
  output: string;
  /** The reason why it did not run to its end. */
  message?: string;
  /** Deterministic work units used. */
  fuel: number;
  /** Wall-clock milliseconds; not part of what the program did. */
  ms: number;
  /** True when a clock, not fuel, ended the program: it may run otherwise on another machine. */
  decided_by_clock?: boolean;
}

/** The judge itself failed: no verdict, hence no reward. The sample is excluded and counted, and never gets a reward of zero. */
export interface JudgeFailure {
  judge_error: string;
}

export type AnyAnswer = Verdict | ProgramOutput | JudgeFailure;

export interface Judge {
  /** Verdicts in the order of the jobs. */
  judge(jobs: readonly JudgeJob[], signal?: AbortSignal): Promise<(Verdict | JudgeFailure)[]>;
  /** The outputs of programs, each run within the limits of one test, in the order of the jobs. */
  run(jobs: readonly RunJob[], signal?: AbortSignal): Promise<(ProgramOutput | JudgeFailure)[]>;
  close(): Promise<void>;
}
