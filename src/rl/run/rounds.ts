/** The rounds of sampling of a run: one per draw, or sampled a step ahead with one-off pipelining. */
import { Random } from '../../common/random';
import { isHidden, type Problem } from '../../tasks/problem';
import type { TestSelectionOptions } from '../options/reward';
import type { TrainEvent } from '../records/events';
import { type Round, sampleRound } from '../rollout/round';
import type { CurrentStage } from './current-stage';
import type { RunParts } from './run-parts';

export class Rounds {
  /** The round that was sampled for the next step; only with one-off pipelining. */
  pending?: Round;

  constructor(
    private readonly run: RunParts,
    private readonly stage: CurrentStage,
  ) {}

  /**
   * The round that this step trains on. With one-off pipelining (DeepCoder) it was sampled in the step before, and is judged
   * while the next one is sampled, by the weights before this step's updates.
   */
  async *next(step: number): AsyncGenerator<TrainEvent, Round> {
    if (!this.stage.options.one_off_pipelining) return yield* this.#sample(step);
    const round = this.pending ?? (yield* this.#sample(step));
    this.pending = step < this.run.options.max_steps ? yield* this.#sample(step + 1) : undefined;
    return round;
  }

  /** Samples a round for the updates of a step. */
  async *#sample(step: number): AsyncGenerator<TrainEvent, Round> {
    yield { type: 'phase', step, phase: 'rollout' };
    const { options, curriculum } = this.stage;
    const { state, models, context } = this.run;
    const n = options.gen_prompts_per_step ?? options.prompts_per_step;
    const problems = curriculum.draw(n).map((problem) => this.#withTests(problem, step));
    const round = await sampleRound(problems, options, {
      ...models,
      judge: context.judge,
      updates: models.learner.updates,
      first_uid: state.samples,
      all_tests: context.all_tests,
      signal: context.signal,
      onWritten: context.onWritten,
    });
    state.samples += n * options.num_generations;
    return round;
  }

  /** The problem with the tests of this step: the same ones for its whole group. */
  #withTests(problem: Problem, step: number): Problem {
    const { options } = this.stage;
    if (options.max_tests === null) return problem;
    const kept = new Set(selectTests(problem.tests.filter(isHidden), options, options.seed, step, problem.id));
    return { ...problem, tests: problem.tests.filter((test) => !isHidden(test) || kept.has(test)) } as Problem;
  }
}

/** At most `max_tests` of the tests, in their own order. `key` seeds the draw: a step's problem. */
export function selectTests<T>(
  tests: readonly T[],
  { max_tests, test_selection }: TestSelectionOptions,
  seed: number,
  ...key: (string | number)[]
): T[] {
  if (max_tests === null || tests.length <= max_tests) return [...tests];
  const indices = tests.map((_, i) => i);
  const length = (i: number) => inputLength(tests[i]);
  const order =
    test_selection === 'longest'
      ? indices.sort((a, b) => length(b) - length(a) || a - b)
      : new Random(seed, 'tests', ...key).shuffle(indices);
  return order
    .slice(0, max_tests)
    .sort((a, b) => a - b)
    .map((i) => tests[i]);
}

/** Characters of what a test gives to the program. */
function inputLength(test: unknown): number {
  const { args, stdin, code } = test as { args?: unknown; stdin?: string; code?: string };
  return stdin?.length ?? code?.length ?? JSON.stringify(args ?? null).length;
}
