/** Problems to begin with. What the base model makes of them was measured: see the notes. */
import { type Draft, toDraft } from './draft';

interface Example {
  label: string;
  /** Fresh copies. */
  drafts(): Draft[];
}

type Pair = readonly [given: number | string | number[], expected: number | string | number[]];

interface Stated {
  prompt: string;
  pairs: readonly Pair[];
  reference: string;
  heldout?: boolean;
}

const draft = ({ prompt, pairs, reference, heldout }: Stated): Draft =>
  toDraft({
    problem: {
      id: prompt,
      prompt: `${prompt}\n`,
      entry: 'f',
      prefix: 'const f=',
      tests: pairs.map(([given, expected]) => ({ args: [given], expected })),
      reference,
    },
    split: heldout ? 'heldout' : 'train',
  });

/** `[input, f(input)]`. */
const WORDS = ['', 'a', 'kata', 'hello there', 'Bob1'];
const ofWords = (f: (s: string) => number): Pair[] => WORDS.map((word) => [word, f(word)]);

const NUMBERS: Stated = {
  prompt: 'x: add 4, times 3',
  pairs: [
    [0, 12],
    [1, 15],
    [-4, 0],
    [10, 42],
    [-7, -9],
  ],
  reference: 'x=>(x+4)*3',
};

const LISTS: Stated = {
  prompt: 'a: keep even, each square, sum',
  pairs: [
    [[1, 2, 11], 4],
    [[], 0],
    [[12, 10, 9], 244],
    [[3, 5], 0],
    [[-2, 3, 4, 6], 56],
  ],
  reference: 'a=>a.filter(x=>x%2===0).map(x=>x**2).reduce((p,q)=>p+q,0)',
};

const SIZE: Stated = { prompt: 's: size', pairs: ofWords((s) => s.length), reference: 's=>s.length' };

export const EXAMPLES: readonly Example[] = [
  // 18 % of the base model's programs pass; after 15 steps of 64 programs 97 % do.
  { label: 'Two steps with a number', drafts: () => [draft(NUMBERS)] },
  { label: 'Three steps with a list', drafts: () => [draft(LISTS)] },
  // The base has never read “size”, yet 4 % of its programs pass.
  { label: 'A word it has never read', drafts: () => [draft(SIZE)] },
  {
    label: 'A small set, two of it held out',
    drafts: () =>
      [
        SIZE,
        { prompt: 's: size, add 5', pairs: ofWords((s) => s.length + 5), reference: 's=>s.length+5' },
        { prompt: 's: append b, size', pairs: ofWords((s) => s.length + 1), reference: 's=>(s+"b").length' },
        { prompt: 's: size, times 2', pairs: ofWords((s) => s.length * 2), reference: 's=>s.length*2' },
        {
          prompt: 's: first 3, size',
          pairs: ofWords((s) => s.slice(0, 3).length),
          reference: 's=>s.slice(0,3).length',
          heldout: true,
        },
        { prompt: 's: size, sub 2', pairs: ofWords((s) => s.length - 2), reference: 's=>s.length-2', heldout: true },
      ].map(draft),
  },
];
