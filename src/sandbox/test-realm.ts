/**
 * What the code of a test finds in its realm: the program's function as `candidate`, and enough of `assert`, `expect`,
 * `test` and `describe` for the usual test files. A script whose value is a function of the bridge to the program, `call`,
 * and of `encode`, the encoder's canonical text of a value.
 *
 * This realm lies in an engine runtime of its own. Only text crosses the bridge, so the program can reach neither the
 * source of a test nor what it expects.
 */
export const TEST_SOURCE = `(function (call, encode) {
  'use strict';
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

  // The program's function of a number: 0 is the one it was asked for, the others are what its functions returned.
  const bridge = (number) => (...args) => {
    const answer = call(number, args);
    if ('error' in answer) throw bridged(answer.error);
    const value = 'function' in answer ? bridge(answer.function) : answer.value;
    return answer.promise ? Promise.resolve(value) : value;
  };
  define('candidate', bridge(0));
  const bridged = ({ error, name, message }) => {
    if (!error) return message;
    const known = typeof globalThis[name] === 'function' && globalThis[name].prototype instanceof Error;
    const made = new (known ? globalThis[name] : Error)(message);
    if (made.name !== name) made.name = name;
    return made;
  };

  class AssertionError extends Error { name = 'AssertionError'; }
  // The marks of negative zeros (~) are left out: the sign of a zero does not count.
  const text = (value) => { const found = encode(value); check(found[0] === '=', found.slice(1)); return found.slice(1).split('~').join(''); };
  const show = (value) => { try { return text(value).slice(0, 100); } catch { return typeof value; } };
  const check = (holds, message) => { if (!holds) throw message instanceof Error ? message : new AssertionError(message); };
  const equal = (a, b) => Object.is(a, b) || text(a) === text(b);
  const thrown = (run) => { try { run(); } catch (error) { return { error }; } };
  const matches = (error, wanted) => {
    if (wanted === undefined) return true;
    if (typeof wanted === 'string') return String(error?.message ?? error).includes(wanted);
    if (wanted instanceof RegExp) return wanted.test(String(error?.message ?? error));
    if (typeof wanted === 'function') return wanted.prototype === undefined ? wanted(error) === true : error instanceof wanted;
    return Object.keys(wanted).every((key) => (wanted[key] instanceof RegExp ? wanted[key].test(error?.[key]) : equal(error?.[key], wanted[key])));
  };

  const assert = (holds, message = 'a check does not hold') => check(holds, message);
  const same = (a, b, message) => check(equal(a, b), message ?? show(a) + ' is not ' + show(b));
  const differ = (a, b, message) => check(!equal(a, b), message ?? show(a) + ' is what it should not be');
  define('assert', Object.assign(assert, {
    ok: assert, equal: same, deepEqual: same, strictEqual: same, deepStrictEqual: same,
    notEqual: differ, notDeepEqual: differ, notStrictEqual: differ, notDeepStrictEqual: differ,
    throws(run, wanted, message) {
      const found = thrown(run);
      check(found && matches(found.error, typeof wanted === 'string' ? undefined : wanted), message ?? (found ? 'threw ' + show(String(found.error)) : 'nothing was thrown'));
    },
    doesNotThrow(run) { run(); },
    match: (value, pattern, message) => check(pattern.test(value), message ?? show(value) + ' does not match ' + pattern),
    fail: (message = 'failed') => check(false, message),
  }));

  const matchers = (value) => ({
    toBe: (wanted) => [Object.is(value, wanted), wanted],
    toEqual: (wanted) => [equal(value, wanted), wanted],
    toStrictEqual: (wanted) => [equal(value, wanted), wanted],
    toBeCloseTo: (wanted, digits = 2) => [Object.is(value, wanted) || Math.abs(value - wanted) < 10 ** -digits / 2, wanted],
    toBeTruthy: () => [!!value, true],
    toBeFalsy: () => [!value, false],
    toBeNull: () => [value === null, null],
    toBeUndefined: () => [value === undefined, undefined],
    toBeDefined: () => [value !== undefined, 'defined'],
    toBeNaN: () => [Number.isNaN(value), NaN],
    toBeGreaterThan: (wanted) => [value > wanted, wanted],
    toBeGreaterThanOrEqual: (wanted) => [value >= wanted, wanted],
    toBeLessThan: (wanted) => [value < wanted, wanted],
    toBeLessThanOrEqual: (wanted) => [value <= wanted, wanted],
    toHaveLength: (wanted) => [value.length === wanted, wanted],
    toContain: (wanted) => [typeof value === 'string' ? value.includes(wanted) : [...value].includes(wanted), wanted],
    toContainEqual: (wanted) => [[...value].some((item) => equal(item, wanted)), wanted],
    toMatch: (wanted) => [wanted instanceof RegExp ? wanted.test(value) : value.includes(wanted), String(wanted)],
    toThrow: (wanted) => { const found = thrown(value); return [found !== undefined && matches(found.error, wanted), String(wanted)]; },
  });
  define('expect', (value) => {
    const expectation = { not: {} };
    for (const [name, matcher] of Object.entries(matchers(value))) {
      const say = (not, wanted) => show(value) + not + name.replace(/[A-Z]/g, (letter) => ' ' + letter.toLowerCase()) + ' ' + show(wanted);
      expectation[name] = (...given) => { const [holds, wanted] = matcher(...given); check(holds, say(': not ', wanted)); };
      expectation.not[name] = (...given) => { const [holds, wanted] = matcher(...given); check(!holds, say(': is ', wanted)); };
    }
    expectation.toThrowError = expectation.toThrow;
    return expectation;
  });

  // Tests run in turn; the script's own value may be a promise as well.
  let last = Promise.resolve();
  const before = [];
  const test = (_, body) => { last = last.then(async () => { for (const prepare of before) await prepare(); await body(); }); };
  const describe = (_, body) => { body(); };
  define('test', Object.assign(test, { skip: () => {} }));
  define('it', Object.assign((name, body) => test(name, body), { skip: () => {} }));
  define('describe', Object.assign(describe, { skip: () => {} }));
  define('beforeEach', (prepare) => { before.push(prepare); });
  return (value) => Promise.all([value, last]);
})`;
