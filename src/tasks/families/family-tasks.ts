/** The task set of a family. Everything it gives is a function of its arguments. */
import { Random } from '../../common/random';
import { availableLevels, levelAt } from '../level-schedule';
import type { DataProblem, TaskSet } from '../problem';
import type { Family } from './family';
import { toProblem } from './problems';
import { drawQuestion } from './question';
import { levelTable } from './table';

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
