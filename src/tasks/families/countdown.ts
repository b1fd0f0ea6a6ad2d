/**
 * The numbers game as a function: an expression that uses every argument once, from examples of what it comes to.
 *
 *     a,b,c: 2,7,3=>27, 5,1,4=>24, 6,6,2=>24   ->   (a,b,c)=>(a+b)*c
 *
 * Level 1: three numbers, joined by + - *. Level 2: % as well. Level 3: four numbers, + - *.
 */
import type { Random } from '../../common/random';
import type { Args, Family, Meaning, Space } from './family';
import { combine, parameter, type Term } from './terms';

/** Every expression over the terms, each used once, in its place or another; with the operators and the form as parts. */
function expressions(
  terms: readonly { label: string; term: Term }[],
  operators: readonly string[],
): { labels: string[]; term: Term }[] {
  if (terms.length === 1) return [{ labels: [terms[0].label], term: terms[0].term }];
  return subsets(terms).flatMap(([left, right]) =>
    expressions(left, operators).flatMap((p) =>
      expressions(right, operators).flatMap((q) =>
        operators.map((operator) => ({
          labels: [...p.labels, operator, ...q.labels],
          term: combine(operator, p.term, q.term),
        })),
      ),
    ),
  );
}

/** The ways to put things into two heaps, neither of them empty; the fuller left heaps first. */
function subsets<T>(things: readonly T[]): [T[], T[]][] {
  const count = 2 ** things.length - 1;
  const ways = Array.from({ length: count - 1 }, (_, index): [T[], T[]] => {
    const isLeft = (at: number) => ((index + 1) >> at) % 2 === 1;
    return [things.filter((_, at) => isLeft(at)), things.filter((_, at) => !isLeft(at))];
  });
  return ways.sort((p, q) => q[0].length - p[0].length);
}

function meanings(letters: string, operators: readonly string[]): Meaning[] {
  const terms = [...letters].map((letter, index) => ({ label: letter, term: parameter(letter, index) }));
  const parameters = `(${[...letters]})`;
  return expressions(terms, operators).map(({ labels, term }) => ({
    parts: labels,
    apply: (...values) => term.of(values as number[]),
    programs: [`${parameters}=>${term.code.text}`],
  }));
}

const numbers = (random: Random, count: number, high: number): Args =>
  Array.from({ length: count }, () => random.int(1, high));

const THREE: Space = {
  name: 'countdown of three',
  levels: [() => meanings('abc', ['+', '-', '*']), () => meanings('abc', ['+', '-', '*', '%'])],
  anchors: [[2, 3, 7]],
  drawShown: (random) => numbers(random, 3, 5),
  drawHidden: (random) => numbers(random, 3, 25),
  edges: [
    [1, 1, 1],
    [1, 2, 3],
    [3, 2, 1],
    [10, 1, 10],
  ],
};

const FOUR: Space = {
  name: 'countdown of four',
  levels: [() => meanings('abcd', ['+', '-', '*'])],
  anchors: [[2, 3, 5, 9]],
  drawShown: (random) => numbers(random, 4, 5),
  drawHidden: (random) => numbers(random, 4, 25),
  edges: [
    [1, 1, 1, 1],
    [1, 2, 3, 4],
    [4, 3, 2, 1],
  ],
};

export const countdown: Family = {
  name: 'countdown',
  description: 'Given examples of some numbers and a target, write an expression that uses each number once.',
  levels: [
    { space: THREE, level: 1, opening: 'a,b,c: ', examples: [3, 3] },
    { space: THREE, level: 2, opening: 'a,b,c: ', examples: [3, 3] },
    { space: FOUR, level: 1, opening: 'a,b,c,d: ', examples: [3, 3] },
  ],
};
