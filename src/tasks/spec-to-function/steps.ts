/**
 * The vocabulary of the family: what each step is called, what it means, and how JavaScript writes it.
 * A step maps a value of one type to a value of another; its argument, if any, is a constant 1-9 or a letter a-i.
 */
import { type Code, call, infix, member, name, prefix } from '../code';

export type Type = 'x' | 's' | 'a';
/** An integer, a string, or an array of integers. */
export type Value = number | string | number[];
export type Argument = number | string;

export interface StepKind {
  name: string;
  from: Type;
  to: Type;
  /** The arguments it may have; absent when it has none. */
  argument?: readonly Argument[];
  /** How often it is drawn, relative to the other steps of its type. */
  weight: number;
  /** Its meaning, which is JavaScript's: `mod` keeps the sign, `drop 9` of a short list is empty. */
  apply(value: Value, argument: Argument): Value;
  /** Its program text, applied to the code of its input. */
  write(input: Code, argument: Argument): Code;
  /** Another way of writing the same thing, where there is a usual one. */
  rewrite?(input: Code, argument: Argument): Code | undefined;
  /** The operator of a compound assignment `x+=3`, where there is one. */
  operator?: string;
}

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const LETTERS = [...'abcdefghi'];

/** A kind as the tables below state it, with its own types; the three makers add the rest. */
interface Stated<V extends Value, A extends Argument> {
  argument?: readonly A[];
  operator?: string;
  apply(value: V, argument: A): Value;
  write(input: Code, argument: A): Code;
  rewrite?(input: Code, argument: A): Code | undefined;
}

function integer(label: string, stated: Stated<number, number>): StepKind {
  return { ...stated, name: label, from: 'x', to: 'x', weight: 1 } as StepKind;
}

function text<A extends Argument>(label: string, stated: Stated<string, A>, to: Type = 's'): StepKind {
  return { ...stated, name: label, from: 's', to, weight: 1 } as StepKind;
}

function list(label: string, stated: Stated<number[], number>, to: Type = 'a'): StepKind {
  return { ...stated, name: label, from: 'a', to, weight: 1 } as StepKind;
}

const arithmetic = (operator: string, apply: (x: number, c: number) => number): Stated<number, number> => ({
  argument: DIGITS,
  apply,
  write: (x, c) => infix(x, operator, name(c)),
  operator,
});

/** `x*x` and `x+x` are only usual for a plain variable. */
const ofVariable = (input: Code, operator: string) =>
  /^\w+$/.test(input.text) ? infix(input, operator, input) : undefined;

const INTEGER: StepKind[] = [
  integer(
    'add',
    arithmetic('+', (x, c) => x + c),
  ),
  integer(
    'sub',
    arithmetic('-', (x, c) => x - c),
  ),
  integer(
    'times',
    arithmetic('*', (x, c) => x * c),
  ),
  integer(
    'mod',
    arithmetic('%', (x, c) => x % c),
  ),
  integer('double', {
    apply: (x) => x * 2,
    write: (x) => infix(x, '*', name(2)),
    rewrite: (x) => ofVariable(x, '+'),
  }),
  integer('square', {
    apply: (x) => x * x,
    write: (x) => infix(x, '**', name(2)),
    rewrite: (x) => ofVariable(x, '*'),
  }),
  integer('negate', { apply: (x) => -x, write: (x) => prefix('-', x) }),
  integer('abs', { apply: (x) => Math.abs(x), write: (x) => call('Math.abs', x.text) }),
  integer('half', {
    apply: (x) => Math.floor(x / 2),
    write: (x) => call('Math.floor', infix(x, '/', name(2)).text),
    // Equal while |x| < 2^31, which every drawn spec keeps to.
    rewrite: (x) => infix(x, '>>', name(1)),
  }),
  integer('max', {
    argument: DIGITS,
    apply: (x, c) => Math.max(x, c),
    write: (x, c) => call('Math.max', `${x.text},${c}`),
    rewrite: (x, c) => call('Math.max', `${c},${x.text}`),
  }),
  integer('min', {
    argument: DIGITS,
    apply: (x, c) => Math.min(x, c),
    write: (x, c) => call('Math.min', `${x.text},${c}`),
    rewrite: (x, c) => call('Math.min', `${c},${x.text}`),
  }),
];

const STRING: StepKind[] = [
  text('upper', { apply: (s) => s.toUpperCase(), write: (s) => member(s, '.toUpperCase()') }),
  text('lower', { apply: (s) => s.toLowerCase(), write: (s) => member(s, '.toLowerCase()') }),
  text('reverse', {
    apply: (s) => [...s].reverse().join(''),
    write: (s) => member(s, '.split("").reverse().join("")'),
    rewrite: (s) => member(name(`[...${s.text}]`), '.reverse().join("")'),
  }),
  text('repeat', { argument: DIGITS, apply: (s, n) => s.repeat(n), write: (s, n) => member(s, `.repeat(${n})`) }),
  text('first', { argument: DIGITS, apply: (s, n) => s.slice(0, n), write: (s, n) => member(s, `.slice(0,${n})`) }),
  text('drop', { argument: DIGITS, apply: (s, n) => s.slice(n), write: (s, n) => member(s, `.slice(${n})`) }),
  text('last', { argument: DIGITS, apply: (s, n) => s.slice(-n), write: (s, n) => member(s, `.slice(-${n})`) }),
  text('append', {
    argument: LETTERS,
    apply: (s, c) => s + c,
    write: (s, c) => infix(s, '+', name(`"${c}"`)),
    operator: '+',
  }),
  text('length', { apply: (s) => s.length, write: (s) => member(s, '.length') }, 'x'),
];

const keep = (which: string, test: string, holds: (x: number) => boolean): StepKind =>
  list(`keep ${which}`, { apply: (a) => a.filter(holds), write: (a) => member(a, `.filter(x=>${test})`) });

/** The integer steps, done to each element. Together they are drawn about as often as the three `keep`s. */
const EACH: StepKind[] = INTEGER.map((kind) => ({
  ...list(`each ${kind.name}`, {
    argument: kind.argument as readonly number[] | undefined,
    apply: (a, c) => a.map((x) => kind.apply(x, c) as number),
    write: (a, c) => member(a, `.map(x=>${kind.write(name('x'), c).text})`),
    rewrite: (a, c) => {
      const inner = kind.rewrite?.(name('x'), c);
      return inner && member(a, `.map(x=>${inner.text})`);
    },
  }),
  weight: 0.25,
}));

const ARRAY: StepKind[] = [
  ...EACH,
  keep('pos', 'x>0', (x) => x > 0),
  keep('even', 'x%2===0', (x) => x % 2 === 0),
  keep('odd', 'x%2!==0', (x) => x % 2 !== 0),
  list('sort', { apply: (a) => [...a].sort((p, q) => p - q), write: (a) => member(a, '.sort((p,q)=>p-q)') }),
  list('reverse', { apply: (a) => [...a].reverse(), write: (a) => member(a, '.reverse()') }),
  list('first', { argument: DIGITS, apply: (a, n) => a.slice(0, n), write: (a, n) => member(a, `.slice(0,${n})`) }),
  list('drop', { argument: DIGITS, apply: (a, n) => a.slice(n), write: (a, n) => member(a, `.slice(${n})`) }),
  list('last', { argument: DIGITS, apply: (a, n) => a.slice(-n), write: (a, n) => member(a, `.slice(-${n})`) }),
  list('sum', { apply: (a) => a.reduce((p, q) => p + q, 0), write: (a) => member(a, '.reduce((p,q)=>p+q,0)') }, 'x'),
  list('length', { apply: (a) => a.length, write: (a) => member(a, '.length') }, 'x'),
  // Of an empty array these are -Infinity and Infinity, as in JavaScript; no test leads there.
  list('largest', { apply: (a) => Math.max(...a), write: (a) => call('Math.max', `...${a.text}`) }, 'x'),
  list('smallest', { apply: (a) => Math.min(...a), write: (a) => call('Math.min', `...${a.text}`) }, 'x'),
];

/** The steps that take a value of a type. */
export const STEPS: Record<Type, readonly StepKind[]> = { x: INTEGER, s: STRING, a: ARRAY };
