/**
 * A family for models that may run code before they answer: the answer is wanted, not a program.
 *
 *     37*48+15   ->   1791
 *
 * Level 1: a product and a sum. Level 2: sums of lists. Level 3: words reversed or sorted. The answer is compared as it
 * stands and never run, so writing the expression once more earns nothing.
 */
import { Random } from '../../common/random';
import type { Problem, TaskSet } from '../problem';
import { ownLevels, turnOf } from '../turns';
import { drawQuestion, LEVELS } from './question';

const NAME = 'compute';

export function compute(): TaskSet {
  return {
    name: NAME,
    levels: LEVELS,
    size: () => Number.POSITIVE_INFINITY,
    problem(split, seed, index, levels = LEVELS): Problem {
      const { level, at } = turnOf(index, ownLevels(levels, LEVELS, NAME));
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
