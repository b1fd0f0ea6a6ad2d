/** The question of a problem: a prompt of examples, chosen so that they single the function out. */
import type { Random } from '../../common/random';
import { tellApart } from './choose';
import type { Family, FamilyLevel } from './family';
import { evaluateMeaning, type FunctionClass, levelTable, listOutlines, shownText, type Table } from './table';

export interface Question {
  prompt: string;
  /** Indices of the inputs shown. */
  shown: number[];
  /** The neighbour whose program the prompt holds, in a family that repairs. */
  broken?: FunctionClass;
}

/** Asks for a function of a level; which examples, and what is left open or broken, is drawn. */
export function drawQuestion(family: Family, level: FamilyLevel, wanted: FunctionClass, random: Random): Question {
  const { table } = levelTable(level);
  const slips = table.slips(wanted);
  // An input that a slip fails in is left for the hidden tests: there may be no other.
  const isCommon = (at: number) => slips.every((slip) => slip[at] === wanted.results[at]);
  const pool = random.shuffle(table.inputs.shown).filter((at) => table.canShow(wanted.results[at]) && isCommon(at));
  return family.repair ? drawRepair(level, wanted, pool, random) : drawInduction(level, wanted, pool, random);
}

/** Examples, the anchors first; and an outline where the level has one, which then leaves fewer rivals. */
function drawInduction(level: FamilyLevel, wanted: FunctionClass, pool: readonly number[], random: Random): Question {
  const { table, functions } = levelTable(level);
  const outline = level.outline ? random.pick(listOutlines(wanted.meaning)) : undefined;
  const rivals = outline ? table.matching(outline, wanted.level).map(({ results }) => results) : functions.rivals;
  const anchors = table.inputs.anchors.filter((at) => pool.includes(at));
  const alike = rivals.filter((rival) => anchors.every((at) => rival[at] === wanted.results[at]));
  const others = pool.filter((at) => !anchors.includes(at));
  const [fewest, most] = level.examples.map((count) => count - anchors.length);
  const shown = [...anchors, ...tellApart(wanted.results, alike, others, fewest, most)];
  return { prompt: `${level.opening}${outline ? `${outline}; ` : ''}${examplesText(table, wanted, shown)}\n`, shown };
}

/** A neighbour's program, and examples in which it fails that tell the function from the other neighbours. */
function drawRepair(level: FamilyLevel, wanted: FunctionClass, pool: readonly number[], random: Random): Question {
  const { table } = levelTable(level);
  const failing = (other: FunctionClass) => pool.filter((at) => other.results[at] !== wanted.results[at]);
  const broken = random.pick(table.neighbours(wanted).filter((other) => failing(other).length > 0));
  const fixes = table.neighbours(broken).map(({ results }) => results);
  const shown = tellApart(wanted.results, fixes, failing(broken), ...level.examples);
  const program = random.pick(broken.programs);
  return { prompt: `${level.opening}${program}: ${examplesText(table, wanted, shown)}\n`, shown, broken };
}

/** `3,5=>8, 0,2=>2`. */
function examplesText({ inputs }: Table, wanted: FunctionClass, shown: readonly number[]): string {
  const exampleText = (at: number) => {
    const args = inputs.args[at];
    return `${args.map(shownText).join(',')}=>${shownText(evaluateMeaning(wanted.meaning, args)!)}`;
  };
  return shown.map(exampleText).join(', ');
}
