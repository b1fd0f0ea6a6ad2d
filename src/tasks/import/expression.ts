/** Expressions of test files, read from JavaScript or Python, and the constants they stand for. Nothing is ever run. */
import type { TaggedValue } from '../../sandbox/types';

export type Expression =
  | { type: 'constant'; value: TaggedValue }
  | { type: 'array'; items: Expression[] }
  | { type: 'object'; entries: [key: string, value: Expression][] }
  | { type: 'unary'; operator: string; operand: Expression }
  | { type: 'binary'; operator: string; left: Expression; right: Expression }
  | { type: 'name'; name: string }
  | { type: 'member'; object: Expression; property: string }
  | { type: 'call'; callee: Expression; args: Expression[]; keywords?: Record<string, Expression> }
  | { type: 'new'; callee: Expression; args: Expression[] };

/** Source text that is right, perhaps, but that no test can be read from. The message says what stands in the way. */
export class Unsupported extends Error {
  override name = 'Unsupported';
}

/** What names stand for. */
export type Names = ReadonlyMap<string, Expression>;

const NO_NAMES: Names = new Map();

/** The expression behind a name, or the expression itself. */
export function resolved(expression: Expression, names: Names): Expression {
  let found = expression;
  for (let hops = 0; found.type === 'name' && names.has(found.name) && hops <= names.size; hops++) {
    found = names.get(found.name)!;
  }
  return found;
}

/** `a.b.c` as text, for callees; undefined when it is anything else. */
export function dottedName(expression: Expression): string | undefined {
  if (expression.type === 'name') return expression.name;
  if (expression.type !== 'member') return undefined;
  const object = dottedName(expression.object);
  return object && `${object}.${expression.property}`;
}

/** The value of a constant expression, as tagged JSON; throws `Unsupported` for any other. */
export function evaluateConstant(expression: Expression, names: Names = NO_NAMES): TaggedValue {
  const value = (inner: Expression) => evaluateConstant(inner, names);
  const found = resolved(expression, names);
  switch (found.type) {
    case 'constant':
      return found.value;
    case 'array':
      return found.items.map(value);
    case 'object':
      return tagObject(found.entries.map(([key, item]) => [key, value(item)]));
    case 'unary':
      return unary(found.operator, value(found.operand));
    case 'binary':
      return binary(found.operator, value(found.left), value(found.right));
    case 'new':
      return built(dottedName(found.callee), found.args.map(value));
    default:
      throw new Unsupported(`${describe(found)} is not a constant`);
  }
}

export function tagNumber(value: number): TaggedValue {
  if (Number.isNaN(value)) return { $: 'nan' };
  if (!Number.isFinite(value)) return { $: value > 0 ? 'inf' : '-inf' };
  return Object.is(value, -0) ? { $: '-0' } : value;
}

/** An object; where a key would be taken for a tag or for the prototype, in the form that says what it is. */
export function tagObject(entries: [key: string, value: TaggedValue][]): TaggedValue {
  if (entries.some(([key]) => key === '$' || key === '__proto__')) return { $: 'obj', v: entries };
  return Object.fromEntries(entries);
}

/** The number that a value stands for. */
export function plainNumber(value: TaggedValue): number | undefined {
  if (typeof value === 'number') return value;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY, '-0': -0 }[
    String(value.$)
  ];
}

function unary(operator: string, value: TaggedValue): TaggedValue {
  const number = plainNumber(value);
  if (number !== undefined && operator === '-') return tagNumber(-number);
  if (number !== undefined && operator === '+') return value;
  if (typeof value === 'boolean' && operator === '!') return !value;
  if (operator === '-' && isTagged(value, 'bigint')) {
    const digits = String((value as { v: TaggedValue }).v);
    return { $: 'bigint', v: digits.startsWith('-') ? digits.slice(1) : digits === '0' ? digits : `-${digits}` };
  }
  if (operator === 'void') return { $: 'undefined' };
  throw new Unsupported(`${operator} of ${JSON.stringify(value)}`);
}

const ARITHMETIC: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
};

function binary(operator: string, left: TaggedValue, right: TaggedValue): TaggedValue {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  const [a, b] = [plainNumber(left), plainNumber(right)];
  if (a !== undefined && b !== undefined && Object.hasOwn(ARITHMETIC, operator)) {
    return tagNumber(ARITHMETIC[operator](a, b));
  }
  throw new Unsupported(`${operator} of ${JSON.stringify(left)} and ${JSON.stringify(right)}`);
}

/** `new Set([…])`, `new Map([[k, v], …])` and `new Date(ms)`. */
function built(name: string | undefined, args: TaggedValue[]): TaggedValue {
  const [first = []] = args;
  if (args.length <= 1 && Array.isArray(first)) {
    if (name === 'Set') return { $: 'set', v: first };
    if (name === 'Map' && first.every((entry) => Array.isArray(entry) && entry.length === 2)) {
      return { $: 'map', v: first };
    }
  }
  if (name === 'Date' && args.length === 1 && typeof first === 'number') return { $: 'date', v: first };
  throw new Unsupported(`new ${name ?? 'of an expression'} is not a constant`);
}

const isTagged = (value: TaggedValue, tag: string): boolean =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && value.$ === tag;

/** Without the signs of zeros: `===` does not see them. */
export function unsigned(value: TaggedValue): TaggedValue {
  if (Array.isArray(value)) return value.map(unsigned);
  if (value === null || typeof value !== 'object') return value;
  if (value.$ === '-0') return 0;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unsigned(item)]));
}

/** What an expression is, in an error. */
export function describe(expression: Expression): string {
  if (expression.type === 'name') return `the name ${expression.name}`;
  if (expression.type === 'call' || expression.type === 'new') {
    return `a call of ${dottedName(expression.callee) ?? 'an expression'}`;
  }
  return expression.type === 'member' ? `the property ${expression.property}` : `a ${expression.type} expression`;
}
