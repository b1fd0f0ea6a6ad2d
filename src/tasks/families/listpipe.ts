/**
 * List pipelines from examples; from level 2 on, with an outline in which one stage is left open.
 *
 *     a: [5,2,7,4]=>18, [0,7,8,9]=>24                       ->   a=>a.reduce((p,q)=>p+q,0)
 *     a: ?, reverse; [5,2,7,4]=>[5,8,3,6], [1,0,0]=>[1,1,2]  ->   a=>a.map(x=>x+1).reverse()
 *
 * Level 1: a stage, and perhaps a number made of the list. Level 2: two stages. Level 3: two stages and a number.
 */
import type { Random } from '../../common/random';
import type { Args, Family, Space, Value } from './family';
import { pipelines, type Stage } from './pipelines';

const list = (label: string, access: string, apply: (a: number[]) => Value): Stage => ({
  label,
  access,
  apply: (value) => apply(value as number[]),
});
const keep = (which: string, test: string, holds: (x: number) => boolean) =>
  list(`keep ${which}`, `.filter(x=>${test})`, (a) => a.filter(holds));
const each = (what: string, text: string, change: (x: number) => number) =>
  list(`each ${what}`, `.map(x=>${text})`, (a) => a.map(change));

const STAGES: Stage[] = [
  each('add 1', 'x+1', (x) => x + 1),
  each('add 2', 'x+2', (x) => x + 2),
  each('add 3', 'x+3', (x) => x + 3),
  each('double', 'x*2', (x) => x * 2),
  each('times 3', 'x*3', (x) => x * 3),
  each('square', 'x*x', (x) => x * x),
  each('negate', '-x', (x) => -x),
  keep('even', 'x%2===0', (x) => x % 2 === 0),
  keep('odd', 'x%2!==0', (x) => x % 2 !== 0),
  keep('above 4', 'x>4', (x) => x > 4),
  keep('below 5', 'x<5', (x) => x < 5),
  list('sort', '.sort((p,q)=>p-q)', (a) => [...a].sort((p, q) => p - q)),
  list('reverse', '.reverse()', (a) => [...a].reverse()),
  list('drop 1', '.slice(1)', (a) => a.slice(1)),
  list('drop 2', '.slice(2)', (a) => a.slice(2)),
  list('first 2', '.slice(0,2)', (a) => a.slice(0, 2)),
  list('last 2', '.slice(-2)', (a) => a.slice(-2)),
  list('but last', '.slice(0,-1)', (a) => a.slice(0, -1)),
];

const ENDS: Stage[] = [
  list('sum', '.reduce((p,q)=>p+q,0)', (a) => a.reduce((p, q) => p + q, 0)),
  list('length', '.length', (a) => a.length),
  { label: 'largest', apply: (a) => Math.max(...(a as number[])), write: (text) => `Math.max(...${text})` },
  { label: 'smallest', apply: (a) => Math.min(...(a as number[])), write: (text) => `Math.min(...${text})` },
];

const array = (random: Random, length: number, low: number, high: number): Args => [
  Array.from({ length }, () => random.int(low, high)),
];

export const LISTS: Space = {
  name: 'listpipe',
  levels: [
    () => pipelines('a', [undefined, ...STAGES], [undefined, ...ENDS]),
    () => pipelines('a', STAGES, STAGES),
    () => pipelines('a', STAGES, STAGES, ENDS),
  ],
  anchors: [[[5, 2, 7, 4]]],
  drawShown: (random) => array(random, random.int(3, 4), 0, 9),
  drawHidden: (random) => array(random, random.int(2, 8), -9, 20),
  edges: [[[]], [[0]], [[7]], [[-4]], [[3, 3, 3]], [[2, 1]], [[-1, 0, 1]]],
};

export const listpipe: Family = {
  name: 'listpipe',
  description:
    'Given examples of a list and a result, write the pipeline of list methods that computes it; longer ones come with an outline.',
  levels: [1, 2, 3].map((level) => ({
    space: LISTS,
    level,
    opening: 'a: ',
    examples: [2, 3],
    outline: level > 1,
  })),
};
