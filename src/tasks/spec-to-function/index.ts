/**
 * The default family: a short spec in, a JavaScript function out.
 *
 *     x: mod 6, add 4, min 5   ->   x=>Math.min(x%6+4,5)
 *
 * The level is the number of steps. Splits go by what a spec does (`meaning.ts`); tests are chosen per problem
 * (`tests.ts`). Everything is a function of the arguments.
 */
import { InputError } from '../../common/errors';
import { Random } from '../../common/random';
import type { Problem, Split, TaskSet } from '../problem';
import { isSound, splitOf } from './meaning';
import { programOf } from './program';
import { drawSpec, printSpec, type Spec } from './spec';
import { drawTests } from './tests';

const NAME = 'spec-to-function';
const LEVELS = [1, 2, 3, 4];
/** After so many draws in a row without a new spec, all of a level count as seen. */
const PATIENCE = 1000;

/** The prompt of a spec: its text and a line end, after which the completion starts. */
export function promptOf(spec: Spec): string {
  return `${printSpec(spec)}\n`;
}

/** A sound spec of a level and split. */
export function drawSpecOf(split: Split, level: number, random: Random): Spec {
  for (;;) {
    const spec = drawSpec(random, level);
    if (isSound(spec) && splitOf(spec) === split) return spec;
  }
}

/**
 * The task set. Indices walk through the levels in turn. Training draws with replacement, so that any index is
 * reached at once; held-out problems are drawn without replacement within a level, and start over when a small level
 * is used up. The tests of a spec are the same wherever it comes up under one seed.
 */
export function specToFunction(): TaskSet {
  const heldout = new Map<string, DistinctSpecs>();

  const specAt = (split: Split, seed: number, level: number, index: number): Spec => {
    if (split === 'train') return drawSpecOf('train', level, new Random(seed, NAME, 'train', level, index));
    const key = `${seed}/${level}`;
    let specs = heldout.get(key);
    if (!specs) {
      specs = new DistinctSpecs(level, new Random(seed, NAME, 'heldout', level));
      heldout.set(key, specs);
    }
    return specs.at(index);
  };

  return {
    name: NAME,
    levels: LEVELS,
    size: () => Number.POSITIVE_INFINITY,
    problem(split, seed, index, levels = LEVELS) {
      checkLevels(levels);
      const turn = index % levels.length;
      const level = levels[turn];
      // A level may be named more than once, to come up more often.
      const perRound = levels.filter((other) => other === level).length;
      const earlier = levels.slice(0, turn).filter((other) => other === level).length;
      const spec = specAt(split, seed, level, Math.floor(index / levels.length) * perRound + earlier);
      return problemOf(spec, seed);
    },
  };
}

/** The problem of a spec, with the tests of a seed. */
export function problemOf(spec: Spec, seed: number): Problem {
  return {
    id: `${NAME}/${printSpec(spec)}`,
    prompt: promptOf(spec),
    entry: 'f',
    prefix: 'const f=',
    tests: drawTests(spec, seed),
    reference: programOf(spec, 'expression'),
    family: NAME,
    level: spec.steps.length,
  };
}

function checkLevels(levels: readonly number[]): void {
  const unknown = levels.find((level) => !LEVELS.includes(level));
  if (levels.length === 0 || unknown !== undefined) {
    const what = unknown === undefined ? 'no level given' : `no level ${unknown}`;
    throw new InputError(`levels: ${what}; ${NAME} has the levels ${LEVELS.join(', ')}`);
  }
}

/** Held-out specs of a level in the order they are drawn, each once; then the same again. */
class DistinctSpecs {
  readonly #specs: Spec[] = [];
  readonly #seen = new Set<string>();
  #exhausted = false;

  constructor(
    readonly level: number,
    readonly random: Random,
  ) {}

  at(index: number): Spec {
    while (!this.#exhausted && this.#specs.length <= index) this.#draw();
    return this.#specs[index % this.#specs.length];
  }

  #draw(): void {
    for (let tries = 0; tries < PATIENCE; tries++) {
      const spec = drawSpecOf('heldout', this.level, this.random);
      const text = printSpec(spec);
      if (this.#seen.has(text)) continue;
      this.#seen.add(text);
      this.#specs.push(spec);
      return;
    }
    this.#exhausted = true;
  }
}
