/**
 * When a result counts as the expected one. Problems of our own compare strictly; imported sets come with the policy of
 * the harness they were written for. Everything here runs on the host, on canonical text: a program can bend none of it.
 */
import { InputError } from '../common/errors';
import { decode } from './decode';
import { COMPARE_MODES, type Compare, type TaggedValue } from './types';
import { agrees, canonical } from './values';

/** The tolerances of EvalPlus. */
const DEFAULT_RTOL = 1e-7;
const DEFAULT_ATOL = 1e-6;

/** Checks a policy. Throws an InputError for an unknown mode or an impossible tolerance. */
export function checkCompare({ mode, rtol = 0, atol = 0 }: Compare): void {
  if (!COMPARE_MODES.includes(mode)) {
    throw new InputError(`compare mode ${JSON.stringify(mode)} is none of ${COMPARE_MODES.join(', ')}`);
  }
  if (!(rtol >= 0 && rtol < 1)) throw new InputError(`compare rtol ${rtol} is not at least 0 and below 1`);
  if (!(atol >= 0 && atol < Number.POSITIVE_INFINITY)) throw new InputError(`compare atol ${atol} is not at least 0`);
}

/** Whether a result, as canonical text, counts as the expected value. */
export function valueAgrees(policy: Compare | undefined, expected: TaggedValue, got: string): boolean {
  if (!policy || (policy.mode === 'strict' && !policy.unordered)) return agrees(canonical(expected), got);
  const [wanted, given] = [decode(canonical(expected)), decode(got)];
  try {
    if (policy.unordered && Array.isArray(wanted) && Array.isArray(given)) {
      return inAnyOrder(wanted, given, (a, b) => same(policy, a, b), policy.mode === 'float');
    }
    return same(policy, wanted, given);
  } catch (error) {
    // The engine knows values that no test can expect, such as patterns that this host's RegExp does not.
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Whether what a program printed counts as the expected text. */
export function textAgrees(policy: Compare, expected: string, got: string): boolean {
  if (policy.mode === 'json') return jsonAgrees(policy, expected, got);
  const [wanted, given] = [trimmedLines(expected), trimmedLines(got)];
  const alike = (a: string, b: string) => (policy.mode === 'strict' ? a === b : wordsAgree(policy, a, b));
  if (policy.unordered) return inAnyOrder(wanted, given, alike, false);
  return alike(wanted.join('\n'), given.join('\n'));
}

function trimmedLines(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

function wordsAgree(policy: Compare, expected: string, got: string): boolean {
  const [wanted, given] = [expected, got].map((text) => text.split(/\s+/).filter((word) => word !== ''));
  const alike = (a: string, b: string) =>
    a === b || (policy.mode === 'float' && isNumeral(a) && isNumeral(b) && near(policy, Number(a), Number(b)));
  return wanted.length === given.length && wanted.every((word, i) => alike(word, given[i]));
}

/** The bound keeps the pattern's work small: a program may print a word of any length. */
const isNumeral = (word: string) => word.length < 400 && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word);

function jsonAgrees(policy: Compare, expected: string, got: string): boolean {
  const wanted = fromJson(expected);
  let given: string;
  try {
    given = canonical(fromJson(got));
  } catch {
    return false; // not JSON, or nested too deep to be the expected value
  }
  return valueAgrees(policy, wanted, given);
}

function fromJson(text: string): TaggedValue {
  return JSON.parse(text, (_, value: TaggedValue) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? { $: 'obj', v: Object.entries(value) }
      : value,
  );
}

/** Whether the items can be paired so that each pair agrees. Numbers pair best in their order of size. */
function inAnyOrder<T>(expected: T[], got: T[], alike: (a: T, b: T) => boolean, numbers: boolean): boolean {
  if (expected.length !== got.length) return false;
  if (numbers && [...expected, ...got].every((item) => typeof item === 'number')) {
    const [a, b] = [expected, got].map((items) => [...items].sort((x, y) => Number(x) - Number(y)));
    return a.every((item, i) => alike(item, b[i]));
  }
  const left = new Set(got.keys());
  const take = (found: number | undefined) => found !== undefined && left.delete(found);
  const places = new Map<string, number[]>();
  got.forEach((item, i) => {
    const text = JSON.stringify(item);
    places.set(text, [...(places.get(text) ?? []), i]);
  });
  // Equal items first: a near one could take the place of an equal one.
  const others = expected.filter((item) => !take(places.get(JSON.stringify(item))?.pop()));
  return others.every((item) => take([...left].find((i) => alike(item, got[i]))));
}

type Tagged = { [key: string]: TaggedValue };
const isTagged = (value: TaggedValue): value is Tagged =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function same(policy: Compare, expected: TaggedValue, got: TaggedValue): boolean {
  if (policy.mode === 'json') return agrees(canonical(asJson(expected)), canonical(asJson(got)));
  if (Array.isArray(expected) && Array.isArray(got)) {
    return expected.length === got.length && expected.every((item, i) => same(policy, item, got[i]));
  }
  if (isTagged(expected) && isTagged(got) && expected.$ === got.$ && expected.k === got.k) {
    if (expected.$ === 'typed') return same(policy, expected.v, got.v);
    if (expected.$ === 'obj' || expected.$ === 'map') return sameEntries(policy, expected, got);
  }
  return sameLeaf(policy, expected, got);
}

/** Keys by strict equality, what they hold by the policy. */
function sameEntries(policy: Compare, expected: Tagged, got: Tagged): boolean {
  const [wanted, given] = [expected, got].map(({ v }) => v as [TaggedValue, TaggedValue][]);
  const held = new Map(given.map(([key, value]) => [canonical(key).replaceAll('~', ''), value]));
  return (
    wanted.length === given.length &&
    wanted.every(([key, value]) => {
      const found = held.get(canonical(key).replaceAll('~', ''));
      return found !== undefined && same(policy, value, found);
    })
  );
}

function sameLeaf(policy: Compare, expected: TaggedValue, got: TaggedValue): boolean {
  const [a, b] = [asPrimitive(expected), asPrimitive(got)];
  if (a && b) {
    switch (policy.mode) {
      case 'loose':
        // biome-ignore lint/suspicious/noDoubleEquals: it is what this mode means
        return a.value == b.value || (Number.isNaN(a.value) && Number.isNaN(b.value));
      case 'float':
        if (typeof a.value === 'number' && typeof b.value === 'number') return near(policy, a.value, b.value);
        break;
      case 'tokens':
        if (typeof a.value === 'string' && typeof b.value === 'string') return wordsAgree(policy, a.value, b.value);
    }
  }
  return agrees(canonical(expected), canonical(got));
}

/** The primitive that a tagged value stands for; undefined when it stands for an object. */
function asPrimitive(value: TaggedValue): { value: unknown } | undefined {
  if (value === null || typeof value !== 'object') return { value };
  if (Array.isArray(value)) return undefined;
  switch (value.$) {
    case 'undefined':
    case 'hole':
      return { value: undefined };
    case 'nan':
      return { value: Number.NaN };
    case 'inf':
      return { value: Number.POSITIVE_INFINITY };
    case '-inf':
      return { value: Number.NEGATIVE_INFINITY };
    case '-0':
      return { value: -0 };
    case 'bigint':
      return { value: BigInt(value.v as string) };
  }
}

/** Whether two numbers are close. What is not finite agrees with nothing but itself: it is within no tolerance. */
function near({ rtol = DEFAULT_RTOL, atol = DEFAULT_ATOL }: Compare, expected: number, got: number): boolean {
  if (!Number.isFinite(expected) || !Number.isFinite(got)) return Object.is(expected, got);
  return Math.abs(got - expected) <= atol + rtol * Math.abs(expected);
}

const isUndefined = (value: TaggedValue) => isTagged(value) && (value.$ === 'undefined' || value.$ === 'hole');

function asJson(value: TaggedValue): TaggedValue {
  if (Array.isArray(value)) return value.map(asJson);
  if (isUndefined(value)) return null;
  if (!isTagged(value) || value.$ !== 'obj') return value;
  const entries = value.v as [string, TaggedValue][];
  const kept = entries.filter(([, held]) => !isUndefined(held));
  return { $: 'obj', v: kept.map(([key, held]) => [key, asJson(held)]) };
}
