/**
 * Test synthesis as in AceCoder (Zeng et al. 2025): inputs are made from the types of the known ones, answered by the
 * reference or by most of a strong model's programs, sorted, and chosen so that wrong programs fail; a problem with too few
 * tests is dropped. AceCoder lets a language model write the inputs; these are made as a property-based tester makes them.
 */
import { Random } from '../../common/random';
import type { AnyTest, Judge, Test } from '../../sandbox/types';
import { expectedError } from '../../sandbox/values';
import { tellApart } from '../families/choose';
import { drawMutants } from '../mutants';
import {
  assembleProgram,
  type FunctionProblem,
  isFunction,
  isHidden,
  type Problem,
  shownTest,
  testInputText,
  toJudgeTask,
} from '../problem';
import { requireVerdict, validateProblem } from '../validate';
import { candidateInputs, type Input, type InputOptions, inputText } from './inputs';
import { type Bad, isUndefined, type Outcome, repeated, runInputs, toExpected, type Wanted } from './outcomes';
import { baselineRows, programRows } from './rivals';
import { countBad, countGood, elect, type Voter } from './vote';

export interface SynthesizeOptions extends InputOptions {
  /** Hidden tests of a problem, at least and at most; given ones that are kept count. */
  min_tests: number;
  max_tests: number;
  /** Keep the given tests that are not shown, and trust them. */
  keep_tests: boolean;
  /** The share of votes that elects an answer, and that overrules a reference. */
  agreement: number;
  /** Mutants to choose tests by, at most. */
  mutants: number;
  seed: number;
}

/** Mutants, or wrong programs, that tests fail, of so many: the given tests (where they can be judged by) and the new ones. */
export interface Score {
  before?: number;
  after: number;
  total: number;
}

export interface Synthesis {
  id: string;
  /** Why the problem is dropped; absent when it is not. */
  reason?: string;
  /** With its new tests. */
  problem?: Problem;
  tests?: { kept: number; added: number };
  /** Candidate inputs, and those that make no test by what is wrong with them. */
  inputs?: { candidates: number; good: number; bad: Partial<Record<Bad, number>> };
  /** Without a reference: the programs that voted. */
  voters?: number;
  mutants?: Score;
  /** The programs that were given, by the tests they fail. */
  programs?: Score;
}

/** Fewer votes elect nobody. */
const FEWEST_VOTES = 3;

/** Why a problem is dropped. */
class Drop {
  constructor(readonly reason: string) {}
}

/** New tests for a problem; `completions` are what a model wrote for it, as often as it did. */
export async function synthesize(
  judge: Judge,
  problem: Problem,
  completions: readonly string[],
  options: SynthesizeOptions,
  signal?: AbortSignal,
): Promise<Synthesis> {
  const synthesis: Synthesis = { id: problem.id };
  try {
    if (!isFunction(problem)) throw new Drop('it is no function: its inputs are texts');
    await new Synthesizer(judge, problem, completions, options, synthesis, signal).run();
  } catch (error) {
    if (!(error instanceof Drop)) throw error;
    synthesis.reason = error.reason;
    delete synthesis.problem;
  }
  return synthesis;
}

class Synthesizer {
  /** Tests that are shown, and given ones that stay. */
  readonly visible: readonly AnyTest[];
  readonly kept: readonly AnyTest[];
  /** Tests that what is right passes: those that stay, or all where nothing else is known of the problem. */
  readonly trusted: readonly AnyTest[];
  /** What a model wrote, and how often. */
  readonly programs = new Map<string, number>();

  constructor(
    readonly judge: Judge,
    readonly problem: FunctionProblem,
    completions: readonly string[],
    readonly options: SynthesizeOptions,
    readonly synthesis: Synthesis,
    readonly signal?: AbortSignal,
  ) {
    const { tests } = problem;
    this.visible = tests.filter((test) => !isHidden(test));
    const shown = new Set(this.visible.map(testInputText));
    this.kept = options.keep_tests ? tests.filter((test) => isHidden(test) && !shown.has(testInputText(test))) : [];
    const stays = [...this.visible, ...this.kept];
    this.trusted = stays.some((test) => 'args' in test) ? stays : tests;
    for (const completion of completions) this.programs.set(completion, (this.programs.get(completion) ?? 0) + 1);
  }

  async run(): Promise<void> {
    const { problem, options, synthesis, visible, kept } = this;
    const inputs = this.#inputs();
    const { author, outcomes } = await this.#answers(inputs);
    synthesis.inputs = { candidates: inputs.length, good: countGood(outcomes), bad: countBad(outcomes) };
    const candidates = outcomes.flatMap((outcome, i): Test[] =>
      'bad' in outcome ? [] : [{ args: [...inputs[i]], expected: toExpected(outcome) }],
    );
    const added = await this.#choose(author, candidates);
    const hidden = [...kept, ...added];
    if (hidden.length < options.min_tests) {
      throw new Drop(
        `${hidden.length} of ${options.min_tests} tests: ${countGood(outcomes)} of ${inputs.length} inputs are good`,
      );
    }
    synthesis.tests = { kept: kept.length, added: added.length };
    const { pass_rate: _, rollouts: __, ...rest } = problem; // of the former tests
    const tests_by = problem.reference === undefined ? 'majority' : 'reference';
    const made = { ...rest, tests: [...visible, ...hidden] as FunctionProblem['tests'], tests_by } satisfies Problem;
    synthesis.problem = made;
    await this.#score(author, made);
  }

  #inputs(): Input[] {
    const { problem, options, trusted, visible, kept } = this;
    const known = trusted.flatMap((test) => ('args' in test ? [test.args] : []));
    if (known.length === 0) throw new Drop('all its tests are code: nothing tells the types of its arguments');
    const withArguments = known.filter(({ length }) => length > 0);
    if (withArguments.length === 0) throw new Drop('it takes no arguments');
    const taken = new Set([...visible, ...kept].flatMap((test) => ('args' in test ? [inputText(test.args)] : [])));
    return candidateInputs(withArguments, taken, options, new Random(options.seed, 'synthesize', problem.id));
  }

  /** What is right of each input, and a program that does it. */
  async #answers(inputs: readonly Input[]): Promise<{ author: string; outcomes: Outcome[] }> {
    const { problem, options, synthesis } = this;
    const { reference } = problem;
    const wanted = this.#wanted();
    let own: Outcome[] | undefined;
    if (reference !== undefined) {
      await this.#checkReference(reference);
      own = await this.#outcomes(reference, inputs, wanted);
      const twice = own.findIndex((outcome) => 'bad' in outcome && outcome.bad === 'chance');
      if (twice >= 0) throw new Drop(`its reference does not give the same twice, of ${this.#call(inputs[twice])}`);
    }
    const voters: (Voter & { completion: string })[] = [];
    for (const [completion, weight] of await this.#passing()) {
      const outcomes = await this.#outcomes(completion, inputs, wanted);
      if (outcomes.some((outcome) => 'bad' in outcome && outcome.bad === 'chance')) continue;
      voters.push({ completion, weight, outcomes });
    }
    if (reference === undefined) {
      synthesis.voters = voters.reduce((votes, { weight }) => votes + weight, 0);
      if (synthesis.voters < FEWEST_VOTES) throw new Drop(`no reference, and ${this.#tooFew(synthesis.voters)}`);
    }
    const outcomes = inputs.map((_, at) => elect(problem, own, voters, at, options.agreement));
    return { author: reference ?? mostAgreeing(voters, outcomes), outcomes };
  }

  #tooFew(votes: number): string {
    if (this.programs.size === 0) return 'no programs to vote';
    return `only ${votes} of ${totalCount(this.programs)} programs pass the given tests`;
  }

  #wanted(): Wanted {
    const given = this.problem.tests.flatMap((test) => ('args' in test ? [test.expected] : []));
    return {
      errors: given.some((expected) => expectedError(expected) !== undefined),
      undefined: given.some((expected) => expectedError(expected) === undefined && isUndefined(expected)),
    };
  }

  async #outcomes(completion: string, inputs: readonly Input[], wanted: Wanted): Promise<Outcome[]> {
    const { judge, problem, signal } = this;
    const program = assembleProgram(problem, completion);
    const outcomes = await runInputs(judge, problem.entry, program, inputs, wanted, signal);
    return repeated(judge, problem.entry, program, inputs, outcomes, signal);
  }

  #job(completion: string, tests: readonly AnyTest[]) {
    const { problem } = this;
    return {
      task: toJudgeTask(problem, tests),
      program: assembleProgram(problem, completion),
      stop_at_first_failure: true,
    };
  }

  async #checkReference(reference: string): Promise<void> {
    const { judge, problem, trusted, signal } = this;
    const { status, tests } = requireVerdict((await judge.judge([this.#job(reference, trusted)], signal))[0]);
    if (status === 'pass') return;
    const failed = tests.findIndex((test) => test.status !== 'pass');
    const { call, expected } = shownTest(problem, trusted[failed]);
    const { message, got } = tests[failed];
    throw new Drop(`its reference fails a given test: ${call} should be ${expected}: ${message ?? `it is ${got}`}`);
  }

  /** The programs of the model that pass what is trusted, with how often each was written. */
  async #passing(): Promise<[string, number][]> {
    const { judge, programs, trusted, signal } = this;
    const entries = [...programs];
    const verdicts = await judge.judge(
      entries.map(([completion]) => this.#job(completion, trusted)),
      signal,
    );
    return entries.filter((_, i) => requireVerdict(verdicts[i]).status === 'pass');
  }

  /** Of the candidates, those that fail what the kept tests pass: mutants, wrong programs, constants. */
  async #choose(author: string, candidates: readonly Test[]): Promise<Test[]> {
    const { judge, problem, options, kept, signal } = this;
    const room = Math.max(0, options.max_tests - kept.length);
    if (room === 0 || candidates.length === 0) return [];
    let others = [...drawMutants(author, options.mutants, problem.id, false), ...this.programs.keys()];
    if (kept.length > 0) {
      const verdicts = await judge.judge(
        others.map((other) => this.#job(other, kept)),
        signal,
      );
      others = others.filter((_, i) => requireVerdict(verdicts[i]).status === 'pass');
    }
    const rows = await programRows(judge, problem, others, candidates, signal);
    const rivals = [...rows, ...(kept.length === 0 ? baselineRows(candidates) : [])];
    const right = new Int32Array(candidates.length);
    return tellApart(right, rivals, [...candidates.keys()], room, room).map((at) => candidates[at]);
  }

  /** Judges the new tests as `kata tasks validate` does, and counts what they fail beside what the given ones do. */
  async #score(author: string, made: FunctionProblem): Promise<void> {
    const { judge, problem, options, synthesis, programs, signal } = this;
    const validate = (tests: FunctionProblem['tests']) =>
      validateProblem(judge, { ...problem, tests, reference: author }, { ...options, min_mutation_score: 0 }, signal);
    const before = problem.tests.some(isHidden) ? await validate(problem.tests) : undefined;
    const after = await validate(made.tests);
    if (after.errors.length > 0) throw new Drop(`its new tests are no good: ${after.errors[0]}`);
    const { mutants } = after;
    synthesis.mutants = {
      ...(before?.mutants && { before: before.mutants.killed }),
      after: mutants!.killed,
      total: mutants!.total,
    };
    if (programs.size === 0) return;
    const [given, now] = [await this.#failing(problem.tests), await this.#failing(made.tests)];
    synthesis.programs = {
      ...(given !== undefined && { before: given }),
      after: now!,
      total: totalCount(programs),
    };
  }

  /** The number of the model's programs that fail the hidden tests; undefined where no test is hidden. */
  async #failing(tests: readonly AnyTest[]): Promise<number | undefined> {
    const hidden = tests.filter(isHidden);
    if (hidden.length === 0) return undefined;
    const entries = [...this.programs];
    const verdicts = await this.judge.judge(
      entries.map(([completion]) => this.#job(completion, hidden)),
      this.signal,
    );
    return entries.reduce((sum, [, count], i) => sum + (requireVerdict(verdicts[i]).status === 'pass' ? 0 : count), 0);
  }

  #call(args: Input): string {
    return shownTest(this.problem, { args: [...args], expected: null }).call;
  }
}

/** How many programs were written, those that are the same counted each. */
const totalCount = (programs: ReadonlyMap<string, number>): number =>
  [...programs.values()].reduce((sum, count) => sum + count, 0);

/** The voter that most answers are those of. */
function mostAgreeing(voters: readonly (Voter & { completion: string })[], answers: readonly Outcome[]): string {
  const texts = answers.map((answer) => ('bad' in answer ? undefined : JSON.stringify(answer)));
  const agreed = voters.map(({ outcomes }) => outcomes.filter((one, at) => JSON.stringify(one) === texts[at]).length);
  return voters[agreed.indexOf(Math.max(...agreed))].completion;
}
