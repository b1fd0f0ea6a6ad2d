/**
 * Predicates of a number from examples.
 *
 *     n? 7=>true, 12=>false, 4=>false   ->   n=>n>5&&n%2!==0
 *
 * Level 1: one condition. Level 2: two, joined by && or ||. Level 3: a range, or what is outside it, and a remainder.
 * Bounds are far apart: some number between two of them is left for the hidden tests when another one is shown.
 */
import { type Code, infix, name, prefix } from '../code';
import type { Family, Meaning, Space } from './family';

interface Condition {
  parts: (string | number)[];
  code: Code;
  holds: Holds;
  /** The same with a bound off by one. */
  slips: Holds[];
}

type Holds = (n: number) => boolean;

const N = name('n');
const BOUNDS = [5, 10, 15, 20, 25, 30];

const above = (bound: number): Condition => ({
  parts: ['n', '>', bound],
  code: infix(N, '>', name(bound)),
  holds: (n) => n > bound,
  slips: [-1, 1].map((slip) => (n) => n > bound + slip),
});
const below = (bound: number): Condition => ({
  parts: ['n', '<', bound],
  code: infix(N, '<', name(bound)),
  holds: (n) => n < bound,
  slips: [-1, 1].map((slip) => (n) => n < bound + slip),
});
const remainder = (divisor: number, operator: string, rest: number): Condition => ({
  parts: [`n%${divisor}`, operator, rest],
  code: infix(infix(N, '%', name(divisor)), operator, name(rest)),
  holds: (n) => {
    const left = n % divisor;
    if (operator === '===') return left === rest;
    if (operator === '!==') return left !== rest;
    return operator === '<' ? left < rest : left > rest;
  },
  slips: [],
});

const ORDERS = BOUNDS.flatMap((bound) => [above(bound), below(bound)]);
const DIVISIBLE = [2, 3, 5].flatMap((divisor) => [remainder(divisor, '===', 0), remainder(divisor, '!==', 0)]);
const REMAINDERS = [
  ...DIVISIBLE,
  ...[3, 4, 5].flatMap((divisor) => [0, 1, 2, 3, 4].slice(0, divisor).map((rest) => remainder(divisor, '===', rest))),
  ...[4, 5, 10].flatMap((divisor) =>
    ['<', '>'].flatMap((operator) =>
      [1, 2, 3, 4, 5, 6, 7].filter((rest) => rest < divisor - 1).map((rest) => remainder(divisor, operator, rest)),
    ),
  ),
];

const meaning = ({ parts, holds, slips }: Omit<Condition, 'code'>, ...codes: Code[]): Meaning => ({
  parts: parts.map(String),
  apply: (n) => holds(n as number),
  programs: codes.map(({ text }) => `n=>${text}`),
  slips: slips.map((slip) => (n) => slip(n as number)),
});

const one = (condition: Condition): Meaning => meaning(condition, condition.code);

const join =
  (operator: string, p: Holds, q: Holds): Holds =>
  (n) =>
    operator === '&&' ? p(n) && q(n) : p(n) || q(n);

function both(operator: string, p: Condition, q: Condition): Condition {
  return {
    parts: [...p.parts, operator, ...q.parts],
    code: infix(p.code, operator, q.code),
    holds: join(operator, p.holds, q.holds),
    slips: [
      ...p.slips.map((slip) => join(operator, slip, q.holds)),
      ...q.slips.map((slip) => join(operator, p.holds, slip)),
    ],
  };
}

function not(condition: Condition): Condition {
  return {
    parts: ['!', ...condition.parts],
    code: prefix('!', condition.code),
    holds: (n) => !condition.holds(n),
    slips: condition.slips.map((slip) => (n) => !slip(n)),
  };
}

const JOINTS = ['&&', '||'];

function pairs(): Meaning[] {
  const mixed = ORDERS.flatMap((order) =>
    DIVISIBLE.flatMap((rest) =>
      JOINTS.map((operator) => {
        const joined = both(operator, order, rest);
        return meaning(joined, joined.code, both(operator, rest, order).code);
      }),
    ),
  );
  const ranges = BOUNDS.flatMap((low) =>
    BOUNDS.filter((high) => high > low).flatMap((high) => {
      const within = both('&&', above(low), below(high));
      const outside = both('||', below(low), above(high));
      return [within, outside, not(outside)].map(one);
    }),
  );
  return [...mixed, ...ranges];
}

function triples(): Meaning[] {
  return BOUNDS.flatMap((low) =>
    BOUNDS.filter((high) => high > low).flatMap((high) =>
      DIVISIBLE.flatMap((rest) => [
        one(both('&&', both('&&', above(low), below(high)), rest)),
        one(both('||', both('&&', above(low), below(high)), rest)),
        one(both('||', both('||', below(low), above(high)), rest)),
      ]),
    ),
  );
}

const PREDICATES: Space = {
  name: 'pred',
  levels: [() => [...ORDERS, above(0), below(0), ...REMAINDERS].map(one), pairs, triples],
  // One answer says little: only the right choice of many singles a function out.
  shown: 40,
  drawShown: (random) => [random.int(0, 39)],
  drawHidden: (random) => [random.int(-10, 70)],
  edges: [[0], [1], [-1], [5], [10], [15], [20], [25], [30]],
};

export const pred: Family = {
  name: 'pred',
  description: 'Given examples of a number and true or false, write the condition that decides.',
  levels: [1, 2, 3].map((level) => ({
    space: PREDICATES,
    level,
    opening: 'n? ',
    examples: [3 + level, 4 + 2 * level],
  })),
};
