/**
 * Repair: a program with one wrong part and an example that it fails in, the right program out.
 *
 *     fix (a,b)=>a*b+2: 3,4=>14   ->   (a,b)=>a*b+2 … with the part that gives 14
 *
 * Level 1: arithmetic of two numbers. Level 2: list pipelines of two stages. Level 3: loops.
 */
import { PAIR_ARITHMETIC } from './arith2';
import type { Family } from './family';
import { LISTS } from './listpipe';
import { LOOPS } from './loop';

const opening = 'fix ';

export const repair: Family = {
  name: 'repair',
  description: 'Given a program with one wrong part and an example that it fails, write the right program.',
  levels: [
    { space: PAIR_ARITHMETIC, level: 1, opening, examples: [1, 2] },
    { space: LISTS, level: 2, opening, examples: [1, 2] },
    { space: LOOPS, level: 1, opening, examples: [1, 2] },
  ],
  repair: true,
};
