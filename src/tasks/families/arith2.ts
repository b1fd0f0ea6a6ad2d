/**
 * Two-argument arithmetic from examples.
 *
 *     a,b: 3,5=>17, 0,4=>2   ->   (a,b)=>a*b+2
 *
 * Level 1: an operation on both and at most one constant. Level 2: a constant beside either argument first, or a
 * distance. Level 3: two multiples, or a choice between two results.
 */
import type { Random } from '../../common/random';
import { call, wrap } from '../code';
import type { Args, Family, Meaning, Space } from './family';
import { combine, commutes, constant, parameter, type Term } from './terms';

const A = parameter('a', 0);
const B = parameter('b', 1);

function meaning(parts: (string | number)[], ...terms: Term[]): Meaning {
  return {
    parts: parts.map(String),
    apply: (...values) => terms[0].of(values as number[]),
    programs: terms.map(({ code }) => `(a,b)=>${code.text}`),
  };
}

/** Each operation on both arguments, with its name; written the other way round as well where that is the same. */
const PAIRS: { label: string; term: Term; other?: Term }[] = ['+', '-', '*', 'max', 'min'].flatMap((operator) => {
  const [term, other] = [combine(operator, A, B), combine(operator, B, A)];
  if (commutes(operator)) return [{ label: `a${operator}b`, term, other }];
  return [
    { label: `a${operator}b`, term },
    { label: `b${operator}a`, term: other },
  ];
});

/** The last step: none, or a constant added, taken away or multiplied by. */
const TAILS: { operator: string; value: number }[] = [
  { operator: '', value: 0 },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((value) => ['+', '-'].map((operator) => ({ operator, value }))),
  ...[2, 3, 4, 5].map((value) => ({ operator: '*', value })),
];

const withTail = (term: Term, operator: string, value: number) =>
  operator === '' ? term : combine(operator, term, constant(value));

function pairsWithTails(): Meaning[] {
  return TAILS.flatMap(({ operator, value }) =>
    PAIRS.map(({ label, term, other }) =>
      meaning(
        [label, operator, value],
        ...[term, ...(other ? [other] : [])].map((base) => withTail(base, operator, value)),
      ),
    ),
  );
}

function oneSided(): Meaning[] {
  const distance: Term = { code: call('Math.abs', 'a-b'), of: ([a, b]) => Math.abs(a - b) };
  const distances = TAILS.map(({ operator, value }) =>
    meaning(['abs', operator, value], withTail(distance, operator, value)),
  );
  const sides = [
    ...[1, 2, 3, 4].flatMap((value) => ['+', '-'].map((operator) => ({ operator, value }))),
    ...[2, 3, 4, 5].flatMap((value) => ['*', '%'].map((operator) => ({ operator, value }))),
  ];
  const pairs = sides.flatMap(({ operator, value }) =>
    [A, B].flatMap((first) => {
      const second = first === A ? B : A;
      const side = combine(operator, first, constant(value));
      return ['+', '-', '*', 'max', 'min'].flatMap((outer) => {
        const parts = [first.code.text, operator, value, outer];
        const [term, other] = [combine(outer, side, second), combine(outer, second, side)];
        if (commutes(outer)) return [meaning([...parts, ''], term, other)];
        return [meaning([...parts, 'first'], term), meaning([...parts, 'last'], other)];
      });
    }),
  );
  return [...distances, ...pairs];
}

function twoSided(): Meaning[] {
  const values = [2, 3, 4, 5];
  const multiples = values.flatMap((p) =>
    values.flatMap((q) =>
      ['+', '-'].map((operator) =>
        meaning([p, operator, q], combine(operator, combine('*', A, constant(p)), combine('*', B, constant(q)))),
      ),
    ),
  );
  const branches = [A, B, ...PAIRS.slice(0, 4).map(({ term }) => term), ...[1, 2].map((value) => constant(value))];
  const conditions: { text: string; holds(a: number, b: number): boolean }[] = [
    { text: 'a>b', holds: (a, b) => a > b },
    { text: 'a%2===0', holds: (a) => a % 2 === 0 },
    { text: 'b%2===0', holds: (_, b) => b % 2 === 0 },
  ];
  const choices = conditions.flatMap(({ text, holds }) =>
    branches.flatMap((yes) =>
      branches
        .filter((no) => no !== yes)
        .map((no) => {
          const of = ([a, b]: readonly number[]) => (holds(a, b) ? yes : no).of([a, b]);
          const code = { text: `${text}?${wrap(yes.code, 0)}:${wrap(no.code, 0)}`, binding: 0 };
          return meaning([text, yes.code.text, no.code.text], { code, of });
        }),
    ),
  );
  return [...multiples, ...choices];
}

const digit = (random: Random) => random.int(0, 5);
const drawHidden = (random: Random): Args => [random.int(-12, 20), random.int(-12, 20)];

export const PAIR_ARITHMETIC: Space = {
  name: 'arith2',
  levels: [pairsWithTails, oneSided, twoSided],
  anchors: [[0, 0]],
  drawShown: (random) => [digit(random), digit(random)],
  drawHidden,
  edges: [
    [0, 0],
    [1, 0],
    [0, 1],
    [-1, 1],
    [5, 5],
    [-3, -8],
  ],
};

const opening = 'a,b: ';

export const arith2: Family = {
  name: 'arith2',
  description: 'Given examples of two numbers and a result, write the arithmetic that computes it.',
  levels: [1, 2, 3].map((level) => ({ space: PAIR_ARITHMETIC, level, opening, examples: [3, 4] })),
};
