/** The problems of a family: a question, and hidden tests that no other function passes. */
import type { Random } from '../../common/random';
import type { Test } from '../../sandbox/types';
import type { DataProblem } from '../problem';
import { tellApart } from './choose';
import type { Args, Family, FamilyLevel } from './family';
import type { Question } from './question';
import { evaluateMeaning, type FunctionClass, levelTable, UNDEFINED, valueKey } from './table';

/** Hidden tests, at least and at most. */
const FEWEST = 5;
const MOST = 12;
/** Of these, the ones whose inputs are drawn for this problem alone. */
const FRESH = 1;
const FRESH_DRAWS = 20;
/** Results compared for a choice of tests, about: where many functions are to be told apart, fewer inputs are looked at. */
const COMPARISONS = 48000;

/** The problem of a question about a function: the examples as visible tests, then the hidden ones. */
export function toProblem(
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
