/** Inputs for the three types: small, varied, with repeats and negatives; and the edge cases. */
import type { Random } from '../../common/random';
import type { Type, Value } from './steps';

// Few characters, so that they repeat; both cases, and some that have none.
const CHARACTERS = [...'abcdehkABCDEHK27 !'];

/** Inputs at which programs like to go wrong. */
export const EDGES: Record<Type, readonly Value[]> = {
  x: [0, 1, -1, 9, 10, -10],
  s: ['', 'a', 'Z', 'abcBA', 'aaaa', 'Level'],
  a: [[], [0], [7], [-4], [3, 3, 3], [2, 1], [-1, 0, 1]],
};

/** An ordinary input of a type. */
export function drawInput(random: Random, type: Type): Value {
  if (type === 'x') return random.int(1, 5) === 1 ? random.int(-99, 99) : random.int(-20, 30);
  return type === 's' ? drawString(random, random.int(1, 12)) : drawArray(random, random.int(1, 12));
}

export function drawString(random: Random, length: number): string {
  return Array.from({ length }, () => random.pick(CHARACTERS)).join('');
}

/** Integers from -12 to 20; one in three repeats an earlier element. */
export function drawArray(random: Random, length: number): number[] {
  const array: number[] = [];
  while (array.length < length) {
    array.push(array.length > 0 && random.int(1, 3) === 1 ? random.pick(array) : random.int(-12, 20));
  }
  return array;
}
