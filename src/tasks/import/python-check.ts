/** What an assertion of MBPP, in Python, asks of a JavaScript function. */
import { literal } from '../../sandbox/values';
import { type CheckContext, closeTo, type DataCheck, readEqual, readNear } from './check';
import { describe, dottedName, type Expression, evaluateConstant, plainNumber, Unsupported } from './expression';
import { readAssertion } from './python';

/** A check that is data, or the code of a test that says the same. */
export type Check = DataCheck | { code: string };

/** Reads `assert f(1, 2) == 3` and its like; throws `Unsupported` for what no test here can say. */
export function readPythonCheck(source: string, entry: string): Check {
  const condition = plain(readAssertion(source));
  const context: CheckContext = { entry };
  if (condition.type === 'binary') {
    const { operator, left, right } = condition;
    if (operator === '<' || operator === '<=') return readNear(left, right, context);
    if (operator === '!=')
      return { code: `assert.notDeepEqual(${callText(left, entry)},${literal(evaluateConstant(right))})` };
    if (operator === '==') return readEquality(left, right, context);
    throw new Unsupported(`a check by ${operator}`);
  }
  if (dottedName(condition.type === 'call' ? condition.callee : condition) === 'math.isclose')
    return readClose(condition);
  if (condition.type === 'unary' && condition.operator === '!') {
    return { code: `assert(!${callText(condition.operand, entry)})` };
  }
  return { code: `assert(${callText(condition, entry)})` };

  function readClose(call: Expression): DataCheck {
    if (call.type !== 'call' || call.args.length !== 2) throw new Unsupported(`${describe(call)} as a check`);
    const keyword = (name: string, otherwise: number) => {
      const given = call.keywords?.[name];
      return given ? (plainNumber(evaluateConstant(given)) ?? Number.NaN) : otherwise;
    };
    const check = readEqual(call.args[0], call.args[1], context, { mode: 'strict' });
    return closeTo(check, keyword('rel_tol', 1e-9), keyword('abs_tol', 0));
  }
}

/** `not a == b` as `a != b`. */
function plain(condition: Expression): Expression {
  if (condition.type !== 'unary' || condition.operator !== '!' || condition.operand.type !== 'binary') return condition;
  if (condition.operand.operator !== '==') throw new Unsupported(`not of a check by ${condition.operand.operator}`);
  return { ...condition.operand, operator: '!=' };
}

/** `a == b`, also of sets and of sorted lists, whose order does not count. */
function readEquality(left: Expression, right: Expression, context: CheckContext): Check {
  const [a, b] = [wrapped(left), wrapped(right)];
  const wrapper = a?.name ?? b?.name;
  if (wrapper === undefined) return readEqual(left, right, context, { mode: 'strict' });
  const [actual, expected] = [a?.inner ?? left, b?.inner ?? right];
  if (wrapper === 'set') {
    const [call, other] = isCall(actual, context.entry) ? [actual, expected] : [expected, actual];
    const items = evaluateConstant(other);
    const list = Array.isArray(items) ? items : isSet(items) ? items.v : undefined;
    if (list === undefined) throw new Unsupported('a set of what is no list');
    return { code: `assert.deepEqual(new Set(${callText(call, context.entry)}),${literal({ $: 'set', v: list })})` };
  }
  const unordered = wrapper === 'sorted';
  return readEqual(actual, expected, context, { mode: 'strict', ...(unordered && { unordered }) });
}

const isSet = (value: unknown): value is { v: never } =>
  value !== null && typeof value === 'object' && (value as { $?: string }).$ === 'set';

/** `x` of `set(x)`, `sorted(x)`, `list(x)` and `tuple(x)`; the last two say nothing to JavaScript. */
function wrapped(expression: Expression): { name: string; inner: Expression } | undefined {
  if (expression.type !== 'call' || expression.args.length !== 1 || expression.keywords) return undefined;
  const name = dottedName(expression.callee);
  if (name === undefined || !['set', 'sorted', 'list', 'tuple'].includes(name)) return undefined;
  return { name, inner: expression.args[0] };
}

const isCall = (expression: Expression, entry: string): boolean =>
  expression.type === 'call' && dottedName(expression.callee) === entry;

/** A call of the function under test as source text of a test. */
function callText(expression: Expression, entry: string): string {
  if (expression.type !== 'call' || !isCall(expression, entry)) throw new Unsupported(`no plain call of ${entry}`);
  if (expression.keywords) throw new Unsupported('arguments by name');
  return `candidate(${expression.args.map((arg) => literal(evaluateConstant(arg))).join(',')})`;
}
