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
import { levelAt } from '../level-schedule';
import type { DataProblem, Split, TaskSet } from '../problem';
import { assignSplit, isSound } from './meaning';
import { writeProgram } from './program';
import { drawSpec, printSpec, type Spec } from './spec';
import type { Type } from './steps';
import { drawTests } from './tests';

const NAME = 'spec-to-function';
const LEVELS = [1, 2, 3, 4];
/** After so many draws in a row without a new spec, all of a level count as seen. */
const PATIENCE = 1000;

/** The prompt of a spec: its text and a line end, after which the completion starts. */
export function formatPrompt(spec: Spec): string {
  return `${printSpec(spec)}\n`;
}

/** A sound spec of a level and split, of one type where only that is wanted. */
export function drawSoundSpec(split: Split, level: number, random: Random, only?: Type): Spec {
  for (;;) {
    const spec = drawSpec(random, level);
    if (only !== undefined && spec.type !== only) continue;
    if (isSound(spec) && assignSplit(spec) === split) return spec;
  }
}

/** The domains of the family: specs of one type, for stages that go from one to another. */
export const DOMAINS = { numbers: 'x', strings: 's', lists: 'a' } as const satisfies Record<string, Type>;

/**
 * The task set. Indices walk through the levels in turn. Training draws with replacement, so that any index is
 * reached at once; held-out problems are drawn without replacement within a level, and start over when a small level
 * is used up. The tests of a spec are the same wherever it comes up under one seed. With a domain, specs of its type only.
 */
export function specToFunction(domain?: keyof typeof DOMAINS): TaskSet<DataProblem> {
  const only = domain && DOMAINS[domain];
  const heldout = new Map<string, DistinctSpecs>();

  const specAt = (split: Split, seed: number, level: number, index: number): Spec => {
    if (split === 'train') return drawSoundSpec('train', level, new Random(seed, NAME, 'train', level, index), only);
    const key = `${seed}/${level}`;
    let specs = heldout.get(key);
    if (!specs) {
      specs = new DistinctSpecs(level, new Random(seed, NAME, 'heldout', level), only);
      heldout.set(key, specs);
    }
    return specs.at(index);
  };

  return {
    name: domain ? `${NAME}/${domain}` : NAME,
    levels: LEVELS,
    size: () => Number.POSITIVE_INFINITY,
    problem(split, seed, index, levels = LEVELS) {
      checkLevels(levels);
      const { level, at } = levelAt(index, levels);
      const spec = specAt(split, seed, level, at);
      return toProblem(spec, seed);
    },
  };
}

/** The problem of a spec, with the tests of a seed. */
function toProblem(spec: Spec, seed: number): DataProblem {
  return {
    id: `${NAME}/${printSpec(spec)}`,
    prompt: formatPrompt(spec),
    entry: 'f',
    prefix: 'const f=',
    tests: drawTests(spec, seed),
    reference: writeProgram(spec, 'expression'),
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
    readonly only?: Type,
  ) {}

  at(index: number): Spec {
    while (!this.#exhausted && this.#specs.length <= index) this.#draw();
    return this.#specs[index % this.#specs.length];
  }

  #draw(): void {
    for (let tries = 0; tries < PATIENCE; tries++) {
      const spec = drawSoundSpec('heldout', this.level, this.random, this.only);
      const text = printSpec(spec);
      if (this.#seen.has(text)) continue;
      this.#seen.add(text);
      this.#specs.push(spec);
      return;
    }
    this.#exhausted = true;
  }
}
