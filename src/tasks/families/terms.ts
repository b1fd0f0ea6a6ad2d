/** Expressions of numbers that can be evaluated and written. */
import { type Code, call, infix, name } from '../code';

export interface Term {
  code: Code;
  /** The value, given those of the parameters. */
  of(values: readonly number[]): number;
}

const OPERATORS: Record<string, (p: number, q: number) => number> = {
  '+': (p, q) => p + q,
  '-': (p, q) => p - q,
  '*': (p, q) => p * q,
  '%': (p, q) => p % q,
  max: Math.max,
  min: Math.min,
};

/** The index-th parameter. */
export function parameter(letter: string, index: number): Term {
  return { code: name(letter), of: (values) => values[index] };
}

export function constant(value: number): Term {
  return { code: name(value), of: () => value };
}

/** `p operator q`, or a call of `Math.max` or `Math.min`. */
export function combine(operator: string, p: Term, q: Term): Term {
  const apply = OPERATORS[operator];
  const code = /^\w/.test(operator)
    ? call(`Math.${operator}`, `${p.code.text},${q.code.text}`)
    : infix(p.code, operator, q.code);
  return { code, of: (values) => apply(p.of(values), q.of(values)) };
}

export const commutes = (operator: string): boolean => operator !== '-' && operator !== '%';
