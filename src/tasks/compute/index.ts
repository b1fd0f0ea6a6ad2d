/**
 * A family for models that may run code before they answer: the answer is wanted, not a program.
 *
 *     37*48+15   ->   1791
 *
 * Level 1: a product and a sum. Level 2: sums of lists. Level 3: words reversed or sorted. The answer is compared as it
 * stands and never run, so repeating the expression gets no reward.
 */
import { Random } from '../../common/random';
import { availableLevels, levelAt } from '../level-schedule';
import type { Problem, TaskSet } from '../problem';
import { drawQuestion, LEVELS } from './question';

const NAME = 'compute';

export function compute(): TaskSet {
  return {
    name: NAME,
    levels: LEVELS,
    size: () => Number.POSITIVE_INFINITY,
    problem(split, seed, index, levels = LEVELS): Problem {
      const { level, at } = levelAt(index, availableLevels(levels, LEVELS, NAME));
      const { prompt, answer } = drawQuestion(split, level, new Random(seed, NAME, split, level, at));
      return {
        id: `${NAME}/${prompt.replaceAll(' ', '-')}`,
        prompt: `${prompt}\n`,
        kind: 'answer',
        tests: [{ stdout: answer }],
        reference: answer,
        family: NAME,
        level,
      };
    },
  };
}
