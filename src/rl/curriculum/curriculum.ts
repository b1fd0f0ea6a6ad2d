/**
 * Which problems a run practises on. Without options of its own it is the stream of the task set; else a fixed pool, gone
 * through in shuffled epochs, from which what is too easy or too hard by its pass rate is left out.
 */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { fraction } from '../../common/options/option';
import { Random } from '../../common/random';
import type { AnyTest } from '../../sandbox/types';
import { isHidden, type Problem, type TaskSet } from '../../tasks/problem';
import type { CurriculumOptions } from '../options/curriculum';
import type { Group } from '../records/group';
import { isPass } from '../records/pass-rate';

/** What the curriculum remembers; part of a checkpoint. */
export const curriculumState = z.object({
  /** Problems of the stream given out so far. */
  drawn: z.int().min(0),
  epoch: z.int().min(0),
  /** Problems of this epoch given out so far. */
  position: z.int().min(0),
  /** Problems left out because they were solved. */
  solved: z.array(z.string()),
  /** Problems whose whole group passed when they last came up, not left out yet. */
  passing: z.array(z.string()),
  /** Measured pass rates, by problem. */
  rates: z.record(z.string(), fraction),
});
type CurriculumState = z.infer<typeof curriculumState>;
export const INITIAL_CURRICULUM_STATE: CurriculumState = {
  drawn: 0,
  epoch: 0,
  position: 0,
  solved: [],
  passing: [],
  rates: {},
};

/**
 * The potential of a problem, 4p(1 - p) of its pass rate p: 1 where half of the programs pass, 0 where all or none do. It is
 * the variance of the reward, and so how much a policy gradient can learn from the problem (R1-Code-Interpreter).
 */
export const potential = (pass_rate: number): number => 4 * pass_rate * (1 - pass_rate);

/** After so many draws a generated set is taken to have no more different problems. */
const PATIENCE = 20;
/** A stream is not searched further than this for a problem with enough tests. */
const STREAM_PATIENCE = 1000;

export class Curriculum {
  /** The problems to choose from; undefined for an endless stream. */
  readonly #pool?: Problem[];
  #order: Problem[] = [];
  state: CurriculumState;

  constructor(
    private readonly tasks: TaskSet,
    private readonly options: CurriculumOptions,
    state: CurriculumState = INITIAL_CURRICULUM_STATE,
  ) {
    this.state = structuredClone(state);
    if (!needsPool(options) && !(options.min_tests > 1 && Number.isFinite(tasks.size('train')))) return;
    this.#pool = this.#collect();
    this.#shuffle();
  }

  /** The problems that pass rates are measured on; none for a stream. */
  get pool(): readonly Problem[] {
    return this.#pool ?? [];
  }

  /** The problems of the pool that this epoch goes through. */
  get active(): readonly Problem[] {
    return this.#order;
  }

  /** The next problems to practise on. */
  draw(n: number): Problem[] {
    return Array.from({ length: n }, () => (this.#pool ? this.#next() : this.#nextOfStream()));
  }

  /** Takes note of judged groups. */
  record(groups: readonly Group[]): void {
    if (!this.#pool || this.options.drop_solved === 'none') return;
    const passing = new Set(this.state.passing);
    for (const { problem, samples } of groups) {
      const judged = samples.filter(({ verdict }) => verdict);
      if (judged.length === 0) continue;
      if (judged.every(({ verdict }) => isPass(verdict!))) passing.add(problem.id);
      else passing.delete(problem.id);
    }
    this.state.passing = [...passing];
  }

  /** Sets the pass rates that were measured: the order of the epoch is drawn anew. */
  measured(rates: Record<string, number>): void {
    this.state.rates = { ...this.state.rates, ...rates };
    this.state.position = 0;
    this.#shuffle();
  }

  /** What the next stage goes on from: what was solved is left out where the options say so. */
  nextStage(): CurriculumState {
    const { drop_solved } = this.options;
    const solved = drop_solved === 'none' ? this.state.solved : [...this.state.solved, ...this.state.passing];
    return { ...this.state, epoch: this.state.epoch + 1, position: 0, solved, passing: [] };
  }

  #nextOfStream(): Problem {
    for (let tries = 0; tries < STREAM_PATIENCE; tries++) {
      const problem = this.#stream(this.state.drawn++);
      if (this.#hasTests(problem)) return problem;
    }
    throw new InputError(this.#tooFewTests());
  }

  #hasTests({ tests }: Problem): boolean {
    return (tests as readonly AnyTest[]).filter(isHidden).length >= this.options.min_tests;
  }

  #tooFewTests(): string {
    return `min_tests: no training problem of ${this.tasks.name} has ${this.options.min_tests} hidden tests`;
  }

  #next(): Problem {
    if (this.state.position >= this.#order.length) {
      const dropped = this.options.drop_solved === 'epoch' ? this.state.passing : [];
      this.state = {
        ...this.state,
        epoch: this.state.epoch + 1,
        position: 0,
        solved: [...this.state.solved, ...dropped],
        passing: this.state.passing.filter((id) => !dropped.includes(id)),
      };
      this.#shuffle();
    }
    this.state.drawn++;
    return this.#order[this.state.position++];
  }

  #shuffle(): void {
    const solved = new Set(this.state.solved);
    const suited = this.#first(this.#pool!.filter((problem) => this.#isSuited(problem)));
    if (suited.length === 0) {
      throw new InputError(
        `${this.tasks.name}: no training problem is left by min_pass_rate ${this.options.min_pass_rate}, max_pass_rate ${this.options.max_pass_rate} and min_potential ${this.options.min_potential}`,
      );
    }
    const left = suited.filter(({ id }) => !solved.has(id));
    // When everything is solved there is nothing better to do than to go over it again.
    this.#order = new Random(this.options.seed, 'epoch', this.state.epoch).shuffle(left.length > 0 ? left : suited);
  }

  /** The share of the problems that comes first, by the order asked for; ties stay as they were. */
  #first(problems: Problem[]): Problem[] {
    const { curriculum_order: order, curriculum_frac } = this.options;
    if (curriculum_frac === 1) return problems;
    const worth = (problem: Problem): number => {
      const rate = this.#rateOf(problem);
      if (rate === undefined || order === 'random') return 0;
      return order === 'potential' ? potential(rate) : rate;
    };
    const sorted = problems.toSorted((a, b) => worth(b) - worth(a));
    return sorted.slice(0, Math.ceil(curriculum_frac * problems.length));
  }

  /** Problems without a known pass rate are kept. */
  #isSuited(problem: Problem): boolean {
    const rate = this.#rateOf(problem);
    const { min_pass_rate, max_pass_rate, min_potential } = this.options;
    if (rate === undefined) return true;
    return rate >= min_pass_rate && rate <= max_pass_rate && potential(rate) >= min_potential - 1e-9;
  }

  #rateOf(problem: Problem): number | undefined {
    return this.state.rates[problem.id] ?? problem.pass_rate;
  }

  #stream(index: number): Problem {
    const { seed, levels } = this.options;
    return this.tasks.problem('train', seed, index, levels ?? this.tasks.levels);
  }

  #collect(): Problem[] {
    const { tasks, options } = this;
    const size = tasks.size('train');
    if (options.train_problems === null && size === Number.POSITIVE_INFINITY) {
      throw new InputError(
        `train_problems: ${tasks.name} generates problems without end; say how many of them to practise on, as filters by pass rate and drop_solved need`,
      );
    }
    const wanted = Math.min(size, options.train_problems ?? size);
    const problems = new Map<string, Problem>();
    for (let index = 0; problems.size < wanted && index < Math.min(size, PATIENCE * wanted); index++) {
      const problem = this.#stream(index);
      if (this.#hasTests(problem)) problems.set(problem.id, problem);
    }
    if (problems.size === 0) throw new InputError(this.#tooFewTests());
    return [...problems.values()];
  }
}

/** Whether these options make no sense for a stream whose problems never come again. */
function needsPool(options: CurriculumOptions): boolean {
  const { train_problems, min_pass_rate, max_pass_rate, min_potential, drop_solved, filter_samples } = options;
  const ordered = min_potential > 0 || options.curriculum_frac < 1;
  const rated = min_pass_rate > 0 || max_pass_rate < 1 || ordered || filter_samples > 0;
  return train_problems !== null || rated || drop_solved !== 'none';
}
