/**
 * String pipelines from examples; from level 2 on, with an outline in which one stage is left open.
 *
 *     s: abCD=>CD, bBca=>ca                ->   s=>s.slice(-2)
 *     s: upper, ?; abCD=>DCBA, bBca=>ACBB  ->   s=>s.toUpperCase().split("").reverse().join("")
 *
 * Level 1: a stage, and perhaps the length. Level 2: two stages. Level 3: three.
 */
import type { Random } from '../../common/random';
import type { Args, Family, Space, Value } from './family';
import { pipelines, type Stage } from './pipelines';

const text = (label: string, access: string, apply: (s: string) => Value): Stage => ({
  label,
  access,
  apply: (value) => apply(value as string),
});
const slice = (label: string, ...bounds: number[]) => text(label, `.slice(${bounds})`, (s) => s.slice(...bounds));
const append = (letter: string) => text(`append ${letter}`, `.concat("${letter}")`, (s) => s + letter);
const replace = (from: string, to: string) =>
  text(to === '' ? `delete ${from}` : `replace ${from} ${to}`, `.replace(/${from}/g,"${to}")`, (s) =>
    s.replaceAll(from, to),
  );

const SLICES = [
  slice('drop 1', 1),
  slice('drop 2', 2),
  slice('first 1', 0, 1),
  slice('first 2', 0, 2),
  slice('last 1', -1),
  slice('last 2', -2),
  slice('but last', 0, -1),
];
const WHOLE: Stage[] = [
  text('upper', '.toUpperCase()', (s) => s.toUpperCase()),
  text('lower', '.toLowerCase()', (s) => s.toLowerCase()),
  text('reverse', '.split("").reverse().join("")', (s) => [...s].reverse().join('')),
  text('repeat 2', '.repeat(2)', (s) => s.repeat(2)),
  text('repeat 3', '.repeat(3)', (s) => s.repeat(3)),
  ...['a', 'b', 'c', 'd'].map(append),
  replace('a', 'b'),
  replace('b', 'c'),
  replace('c', ''),
];
const STAGES = [...WHOLE, ...SLICES];
const LENGTH = text('length', '.length', (s) => s.length);

const LETTERS = [...'abcdABCD'];
const string = (random: Random, length: number): Args => [Array.from({ length }, () => random.pick(LETTERS)).join('')];

const STRINGS: Space = {
  name: 'strpipe',
  levels: [
    () => [
      ...pipelines('s', STAGES),
      ...pipelines('s', [undefined, ...STAGES], [LENGTH]),
      ...pipelines('s', SLICES, WHOLE.slice(0, 9)),
    ],
    () => pipelines('s', STAGES, STAGES),
    () => pipelines('s', STAGES, WHOLE, SLICES),
  ],
  anchors: [['abCD']],
  drawShown: (random) => string(random, random.int(3, 5)),
  drawHidden: (random) => string(random, random.int(2, 9)),
  edges: [[''], ['a'], ['D'], ['abcd'], ['aaaa'], ['CBca']],
};

export const strpipe: Family = {
  name: 'strpipe',
  description:
    'Given examples of a string and a result, write the pipeline of string methods that computes it; longer ones come with an outline.',
  levels: [1, 2, 3].map((level) => ({
    space: STRINGS,
    level,
    opening: 's: ',
    examples: [2, 3],
    outline: level > 1,
  })),
};
