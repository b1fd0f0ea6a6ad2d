/** The task set of a family: its problems, each a question with hidden tests that no other function passes. Everything is a function of the arguments. */
import { Random } from '../../common/random';
import type { Test } from '../../sandbox/types';
import { availableLevels, levelAt } from '../level-schedule';
import type { DataProblem, TaskSet } from '../problem';
import { tellApart } from './choose';
import type { Args, Family, FamilyLevel } from './family';
import { drawQuestion, type Question } from './question';
import { evaluateMeaning, type FunctionClass, levelTable, UNDEFINED, valueKey } from './table';

/** The problems that one function gives, under one seed: each with its own examples and tests. */
const VARIANTS = 8;

/**
 * Indices walk through the levels in turn. Training draws a function and one of its problems with replacement;
 * held-out ones go through the held-out functions in a drawn order, and start over with their next problem.
 */
export function familyTasks(family: Family): TaskSet<DataProblem> {
  const levels = family.levels.map((_, index) => index + 1);
  return {
    name: family.name,
    levels,
    size: () => Number.POSITIVE_INFINITY,
    problem(split, seed, index, asked = levels) {
      const { level, at } = levelAt(index, availableLevels(asked, levels, family.name));
      const from = family.levels[level - 1];
      const functions = levelTable(from).functions[split];
      const random = new Random(seed, family.name, split, level, split === 'train' ? at : '');
      const which = split === 'train' ? random.int(0, functions.length - 1) : at % functions.length;
      const variant = split === 'train' ? random.int(0, VARIANTS - 1) : Math.floor(at / functions.length) % VARIANTS;
      const wanted = split === 'train' ? functions[which] : random.shuffle(functions)[which];
      const own = new Random(seed, family.name, level, wanted.programs[0], variant);
      const id = `${family.name}/${wanted.programs[0]} ${variant + 1}`;
      return toProblem(family, level, wanted, drawQuestion(family, from, wanted, own), id, own);
    },
  };
}

/** Hidden tests, at least and at most. */
const FEWEST = 5;
const MOST = 12;
/** Of these, the ones whose inputs are drawn for this problem alone. */
const FRESH = 1;
const FRESH_DRAWS = 20;
/** Results compared for a choice of tests, about: where many functions are to be told apart, fewer inputs are looked at. */
const COMPARISONS = 48000;

/** The problem of a question about a function: the examples as visible tests, then the hidden ones. */
function toProblem(
  family: Family,
  level: number,
  wanted: FunctionClass,
  { prompt, shown }: Question,
  id: string,
  random: Random,
): DataProblem {
  const from = family.levels[level - 1];
  const { args } = levelTable(from).table.inputs;
  const chosen = hiddenTests(from, wanted, shown, random);
  const taken = [...shown, ...chosen].map((at) => args[at]);
  const toTest = (input: Args): Test => ({ args: [...input], expected: evaluateMeaning(wanted.meaning, input)! });
  return {
    id,
    prompt,
    entry: 'f',
    prefix: 'const f=',
    tests: [
      ...shown.map((at) => ({ ...toTest(args[at]), visible: true })),
      ...chosen.map((at) => toTest(args[at])),
      ...freshInputs(from, wanted, taken, random).map(toTest),
    ],
    reference: wanted.programs[0],
    family: family.name,
    level,
  };
}

/** Inputs that are not shown: an edge case, then those that catch the other functions and the likely mistakes. */
function hiddenTests(level: FamilyLevel, wanted: FunctionClass, shown: readonly number[], random: Random): number[] {
  const { table, functions } = levelTable(level);
  const { hidden, edges } = table.inputs;
  const isFree = (at: number) => wanted.results[at] !== UNDEFINED && !shown.includes(at);
  const edge = random.shuffle(hidden.slice(0, edges)).filter(isFree).slice(0, 1);
  const others = random.shuffle(hidden).filter((at) => isFree(at) && !edge.includes(at));
  const pool = others.slice(0, COMPARISONS / functions.rivals.length);
  const mistakes = [...table.slips(wanted), ...table.constantsLike(wanted)];
  const rivals = [...functions.rivals, ...mistakes].filter((rival) =>
    edge.every((at) => rival[at] === wanted.results[at]),
  );
  const [fewest, most] = [FEWEST - edge.length, MOST - FRESH - edge.length];
  return [...edge, ...tellApart(wanted.results, rivals, pool, fewest, most)];
}

/** Inputs drawn anew, on which the function is well defined. */
function freshInputs({ space }: FamilyLevel, wanted: FunctionClass, taken: readonly Args[], random: Random): Args[] {
  const argsText = (args: Args) => args.map(valueKey).join('; ');
  const texts = new Set(taken.map(argsText));
  const found: Args[] = [];
  for (let draw = 0; draw < FRESH_DRAWS && found.length < FRESH; draw++) {
    const args = space.drawHidden(random);
    if (texts.has(argsText(args)) || evaluateMeaning(wanted.meaning, args) === undefined) continue;
    found.push(args);
  }
  return found;
}
