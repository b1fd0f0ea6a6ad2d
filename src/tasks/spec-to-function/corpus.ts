/**
 * The corpus that the base model learns from before any reward: prompts with programs, many of them wrong on purpose.
 * A base that already writes every program right leaves reinforcement learning nothing to do; one that is wrong in
 * varied, well-formed ways can find the right program and be rewarded for it. Prompts come from the training split only.
 */
import { z } from 'zod';
import { Random } from '../../common/random';
import { drawSoundSpec, formatPrompt } from './index';
import { agree } from './meaning';
import { type Style, writeProgram } from './program';
import { drawStep, isWellTyped, printStep, type Spec, type Step } from './spec';

const share = (value: number, description: string) =>
  z.number().min(0).max(1).default(value).meta({ description, source: 'kata', group: 'corpus' });

export const corpusOptions = z.object({
  corpus_mutated: share(
    0.7,
    'Share of the programs chosen for one mutation: a step is dropped, replaced or swapped with the next, a third each. Where the drawn mutation is impossible (a swap in a single step, or types that do not fit), the program stays right. For the families: the share written for a neighbour, a function that differs in one part.',
  ),
  corpus_deep: share(
    0.4,
    'Share of the programs with three or four steps; the others have one or two. For the families: the share above level 1.',
  ),
  corpus_statements: share(0.5, 'Share of the programs written as statements; the others are single expressions.'),
  corpus_variety: share(
    0.1,
    'Probability that a step is written in another common way, such as x>>1 for Math.floor(x/2). For the families: the probability that a program is.',
  ),
  corpus_functions: share(
    1,
    'Share of the training functions in the corpus of a family; the others are left for reinforcement learning.',
  ),
});
export type CorpusOptions = z.infer<typeof corpusOptions>;

const MUTATIONS = ['drop', 'wrong', 'swap'] as const;
type Mutation = (typeof MUTATIONS)[number];

interface CorpusRow {
  prompt: string;
  completion: string;
  level: number;
  style: Style;
  /** What was done to the program; absent when nothing was. */
  mutation?: Mutation;
  /** Whether the program still does what the prompt says: some mutations change nothing, such as swapping two adds. */
  correct: boolean;
}

/** The index-th row of the corpus of a seed. */
export function corpusRow(seed: number, index: number, options: CorpusOptions = corpusOptions.parse({})): CorpusRow {
  const random = new Random(seed, 'corpus', index);
  const level = (random.uniform() < options.corpus_deep ? 3 : 1) + random.int(0, 1);
  const style = random.uniform() < options.corpus_statements ? 'statements' : 'expression';
  const spec = drawSoundSpec('train', level, random);
  const mutation = random.uniform() < options.corpus_mutated ? random.pick(MUTATIONS) : undefined;
  const steps = mutation && mutate(spec, mutation, random);
  const written = { type: spec.type, steps: steps ?? spec.steps };
  return {
    prompt: formatPrompt(spec),
    completion: writeProgram(written, style, { random, probability: options.corpus_variety }),
    level,
    style,
    mutation: steps && mutation,
    correct: steps === undefined || agree(spec, steps),
  };
}

/** The steps after a mutation at a random place, or undefined when it cannot be made there. */
function mutate({ type, steps }: Spec, mutation: Mutation, random: Random): Step[] | undefined {
  const mutated = mutations[mutation](steps, random);
  return mutated && isWellTyped(type, mutated) ? mutated : undefined;
}

const mutations: Record<Mutation, (steps: readonly Step[], random: Random) => Step[] | undefined> = {
  drop: (steps, random) => steps.toSpliced(random.int(0, steps.length - 1), 1),
  wrong: (steps, random) => {
    const at = random.int(0, steps.length - 1);
    const { kind } = steps[at];
    const other = drawStep(random, kind.from, kind.to);
    return printStep(other) === printStep(steps[at]) ? undefined : steps.with(at, other);
  },
  swap: (steps, random) => {
    if (steps.length < 2) return undefined;
    const at = random.int(0, steps.length - 2);
    return steps.toSpliced(at, 2, steps[at + 1], steps[at]);
  },
};
