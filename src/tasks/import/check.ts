/** What a check of a test file asks of a program: the result of one call with constants, or else why that is not all. */
import type { Compare, TaggedValue } from '../../sandbox/types';
import { canonical, literal } from '../../sandbox/values';
import {
  describe,
  dottedName,
  type Expression,
  evaluateConstant,
  type Names,
  plainNumber,
  resolved,
  Unsupported,
  unsigned,
} from './expression';

/** A call with constants, what it should give, and how that is compared. */
export interface DataCheck {
  args: TaggedValue[];
  expected: TaggedValue;
  compare: Compare;
}

export interface CheckContext {
  /** The name of the function under test. */
  entry: string;
  names?: Names;
}

const STRICT: Compare = { mode: 'strict' };
/** Functions of two values that test files call for deep equality, by the last part of their names. */
const DEEP_EQUAL = new Set(['isEqual', 'deepEqual', 'deepStrictEqual', 'isDeepStrictEqual', 'compare']);

/** Reads a condition that should hold, in JavaScript; throws `Unsupported` when it is no data. */
export function readCondition(condition: Expression, context: CheckContext): DataCheck {
  const found = resolved(condition, context.names ?? new Map());
  if (found.type === 'call') {
    const name = dottedName(found.callee)?.split('.').at(-1) ?? '';
    if (DEEP_EQUAL.has(name) && found.args.length >= 2) return readEqual(found.args[0], found.args[1], context, STRICT);
  }
  if (found.type !== 'binary') throw new Unsupported(`${describe(found)} as a check`);
  const { operator, left, right } = found;
  if (operator === '<' || operator === '<=') return readNear(left, right, context);
  if (operator !== '===' && operator !== '==') throw new Unsupported(`a check by ${operator}`);
  const [a, b] = [stringified(left, context), stringified(right, context)];
  if (a && b) return jsonCheck(readEqual(a, b, context, STRICT));
  if (a || b) return readJsonText((a ?? b)!, a ? right : left, context);
  const check = readEqual(left, right, context, operator === '==' ? { mode: 'loose' } : STRICT);
  if (isObject(check.expected)) throw new Unsupported(`${operator} of an object, which is never the same one`);
  // Between primitives of one type == is ===, and no constant but these equals a value of another type by ==.
  return check;
}

/** `actual` equals `expected`, in either order: one of them calls the function, the other is a constant. */
export function readEqual(a: Expression, b: Expression, context: CheckContext, compare: Compare): DataCheck {
  const [call, other] = findCall(a, context) ? [findCall(a, context), b] : [findCall(b, context), a];
  if (!call) throw new Unsupported(`no plain call of ${context.entry}`);
  const args = call.args.map((arg) => evaluateConstant(arg, context.names));
  return { args, expected: unsigned(evaluateConstant(other, context.names)), compare };
}

/** The call of the function under test that an expression is. */
function findCall(expression: Expression, { entry, names = new Map() }: CheckContext) {
  const found = resolved(expression, names);
  if (found.type !== 'call' || dottedName(found.callee) !== entry) return undefined;
  if (found.keywords) throw new Unsupported('arguments by name');
  return found;
}

/** `x` of `JSON.stringify(x)`. */
function stringified(expression: Expression, { names = new Map() }: CheckContext): Expression | undefined {
  const found = resolved(expression, names);
  return found.type === 'call' && dottedName(found.callee) === 'JSON.stringify' && found.args.length === 1
    ? found.args[0]
    : undefined;
}

/** Whether two values have the same JSON text. */
function jsonCheck(check: DataCheck): DataCheck {
  if (/undefined|NaN|Infinity|hole|Map\{|Set\{|Date\(|\dn\b/.test(skeleton(check.expected))) {
    throw new Unsupported('JSON of a value that JSON lacks');
  }
  return { ...check, compare: { mode: 'json' } };
}

/** Canonical text without what stands in quotes. */
const skeleton = (value: TaggedValue): string => canonical(value).replace(/"(?:\\.|[^"\\])*"/g, '""');

/** `JSON.stringify(f(x)) === '[1,2]'`. */
function readJsonText(actual: Expression, text: Expression, context: CheckContext): DataCheck {
  const json = evaluateConstant(text, context.names);
  try {
    const value: Expression = { type: 'constant', value: tagged(JSON.parse(String(json))) };
    return jsonCheck(readEqual(actual, value, context, STRICT));
  } catch (error) {
    if (error instanceof Unsupported) throw error;
    throw new Unsupported('a JSON text that does not parse');
  }
}

const tagged = (value: unknown): TaggedValue =>
  Array.isArray(value)
    ? value.map(tagged)
    : value !== null && typeof value === 'object'
      ? { $: 'obj', v: Object.entries(value).map(([key, item]) => [key, tagged(item)]) }
      : (value as TaggedValue);

/** `Math.abs(f(x) - y) < tolerance`, Python's `abs` too. */
export function readNear(left: Expression, right: Expression, context: CheckContext): DataCheck {
  const abs = resolved(left, context.names ?? new Map());
  const name = abs.type === 'call' ? dottedName(abs.callee) : undefined;
  const atol = plainNumber(evaluateConstant(right, context.names));
  if (abs.type !== 'call' || (name !== 'Math.abs' && name !== 'abs') || abs.args.length !== 1 || atol === undefined) {
    throw new Unsupported('a check by <');
  }
  const difference = resolved(abs.args[0], context.names ?? new Map());
  if (difference.type !== 'binary' || difference.operator !== '-') throw new Unsupported('Math.abs of no difference');
  return closeTo(readEqual(difference.left, difference.right, context, STRICT), 0, atol);
}

/** The same check, for numbers within a tolerance. */
export function closeTo(check: DataCheck, rtol: number, atol: number): DataCheck {
  if (plainNumber(check.expected) === undefined) throw new Unsupported('a tolerance for what is no number');
  if (!(atol >= 0 && atol < Number.POSITIVE_INFINITY && rtol >= 0 && rtol < 1)) {
    throw new Unsupported(`the tolerances ${rtol} and ${atol}`);
  }
  return { ...check, compare: { mode: 'float', rtol, atol } };
}

const isObject = (value: TaggedValue): boolean =>
  value !== null &&
  typeof value === 'object' &&
  (Array.isArray(value) || !['undefined', 'nan', 'inf', '-inf', 'bigint'].includes(String(value.$)));

/** Whether a check means the same under another policy than its own. */
export function fits({ expected, compare }: DataCheck, policy: Compare): boolean {
  if (sameCompare(compare, policy)) return true;
  if (compare.unordered || policy.unordered) return false;
  // Only of null and of absent keys JSON says less than the value.
  if (compare.mode === 'json' && policy.mode === 'strict') return !/null|\{/.test(skeleton(expected));
  if (compare.mode !== 'strict') return false;
  if (policy.mode === 'json') return !isObject(expected) && expected !== null;
  if (policy.mode === 'float') return typeof expected === 'string' || typeof expected === 'boolean';
  return false;
}

export const sameCompare = (a: Compare, b: Compare): boolean =>
  a.mode === b.mode && a.rtol === b.rtol && a.atol === b.atol && !a.unordered === !b.unordered;

/** The check as the code of a test, for rows whose other checks compare in another way. */
export function toTestCode({ args, expected, compare }: DataCheck): string {
  const call = `candidate(${args.map(literal).join(',')})`;
  const value = literal(expected);
  if (compare.mode === 'json') return `assert.equal(JSON.stringify(${call}),JSON.stringify(${value}))`;
  if (compare.mode === 'loose') return `assert(${call}==${value})`;
  if (compare.mode === 'float') {
    const { rtol = 0, atol = 0 } = compare;
    return `assert(Math.abs(${call}-${value})<=${atol + rtol * Math.abs(plainNumber(expected)!)})`;
  }
  if (compare.unordered) {
    return `{const sorted=(all)=>all.map((item)=>JSON.stringify(item)).sort();assert.deepEqual(sorted(${call}),sorted(${value}))}`;
  }
  return `assert.deepEqual(${call},${value})`;
}
