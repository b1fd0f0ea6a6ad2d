/**
 * Values of tests as tagged JSON, and the canonical text two values share exactly when the judge calls them equal.
 *
 * Tagged JSON is JSON plus `{"$":"undefined"|"nan"|"inf"|"-inf"|"-0"|"hole"}`, `{"$":"bigint","v":"12"}`,
 * `{"$":"map","v":[[k,v]]}`, `{"$":"set","v":[]}`, `{"$":"date","v":ms}`, `{"$":"regexp","v":[source,flags]}`,
 * `{"$":"typed","k":"Uint8Array","v":[]}`, `{"$":"obj","v":[[key,v]]}` (an object with a `$` key), and, only as an
 * expected value, `{"$":"throws","v":"RangeError"|null}`.
 *
 * What a program returns is never read as tagged JSON: `encoder.ts` writes its canonical text inside the engine.
 */
import { InputError } from '../common/errors';
import type { TaggedValue } from './types';

const TYPED_ARRAYS = new Set([
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
]);

/** How one form of value is written: `canonical` to compare, `literal` as source text to build it from. */
interface Notation {
  number(value: number): string;
  string(value: string): string;
  undefined: string;
  hole: string;
  array(items: string[]): string;
  object(entries: [key: string, value: string][]): string;
  map(entries: [key: string, value: string][]): string;
  set(items: string[]): string;
  date(ms: number): string;
  regexp(source: string, flags: string): string;
  typed(kind: string, items: string[]): string;
}

/** Orders texts by UTF-16 code units, blind to the sign of zeros (`~`), which may differ between equal values. */
function byText(a: string, b: string): number {
  const [x, y] = [a.replaceAll('~', ''), b.replaceAll('~', '')];
  return x < y ? -1 : x > y ? 1 : 0;
}

const CANONICAL: Notation = {
  number: (value) => (Object.is(value, -0) ? '~0' : String(value)),
  // `~` marks negative zero, so it may not stand for itself inside a string.
  string: (value) => JSON.stringify(value).replaceAll('~', '\\u007e'),
  undefined: 'undefined',
  hole: 'hole',
  array: (items) => `[${items.join(',')}]`,
  object: (entries) =>
    `{${entries
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, value]) => `${CANONICAL.string(key)}:${value}`)
      .join(',')}}`,
  map: (entries) =>
    `Map{${entries
      .map(([key, value]) => `${key}=>${value}`)
      .sort(byText)
      .join(',')}}`,
  set: (items) => `Set{${[...items].sort(byText).join(',')}}`,
  date: (ms) => `Date(${ms})`,
  regexp: (source, flags) => `RegExp(${CANONICAL.string(source)},${CANONICAL.string(flags)})`,
  typed: (kind, items) => `${kind}[${items.join(',')}]`,
};

const LITERAL: Notation = {
  number: (value) => (Object.is(value, -0) ? '-0' : String(value)),
  string: (value) => JSON.stringify(value),
  undefined: 'void 0',
  hole: '',
  array: (items) => `[${items.map((item) => `${item},`).join('')}]`,
  object: (entries) => `{${entries.map(([key, value]) => `${keyLiteral(key)}:${value}`).join(',')}}`,
  map: (entries) => `new Map([${entries.map(([key, value]) => `[${key},${value}]`).join(',')}])`,
  set: (items) => `new Set([${items.join(',')}])`,
  date: (ms) => `new Date(${ms})`,
  regexp: (source, flags) => `new RegExp(${JSON.stringify(source)},${JSON.stringify(flags)})`,
  typed: (kind, items) => `new ${kind}([${items.join(',')}])`,
};

/** The text of an expected value to compare with the text of a result; `throws(…)` for an expected error. */
export function canonical(expected: TaggedValue): string {
  const name = expectedError(expected);
  return name === undefined ? write(expected, CANONICAL) : `throws(${JSON.stringify(name)})`;
}

/** Canonical text as a person would write the value. */
export function readable(text: string): string {
  return text.replaceAll('~', '-').replace(/\\(u007e|.)/gs, (found, what) => (what === 'u007e' ? '~' : found));
}

/** A computed key where a plain one would set the prototype. */
const keyLiteral = (key: string) => (key === '__proto__' ? `["${key}"]` : JSON.stringify(key));

/** Levels of nesting beyond which source text could be too deep for the engine's parser: its reader of JSON goes deeper. */
const DEEP = 24;

/** JavaScript source text of an expression that builds the value. */
export function literal(value: TaggedValue): string {
  if (isDeepJson(value)) return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
  const text = write(value, LITERAL);
  return text[0] === '{' ? `(${text})` : text;
}

/** Whether a value is nested deeply and has nothing in it that JSON lacks. */
function isDeepJson(value: TaggedValue): boolean {
  let depth = 0;
  for (let layer = [value]; layer.length > 0; depth++) {
    const next: TaggedValue[] = [];
    for (const item of layer) {
      if (item === null || typeof item !== 'object') {
        if (Object.is(item, -0) || (typeof item === 'number' && !Number.isFinite(item))) return false;
        continue;
      }
      if (!Array.isArray(item) && Object.hasOwn(item, '$')) return false;
      for (const inner of Object.values(item)) next.push(inner);
    }
    layer = next;
  }
  return depth > DEEP;
}

/** The name of the error that a test expects, null for any error, undefined when it expects a value. */
export function expectedError(expected: TaggedValue): string | null | undefined {
  if (expected === null || typeof expected !== 'object' || Array.isArray(expected) || expected.$ !== 'throws') {
    return undefined;
  }
  if (expected.v === null || typeof expected.v === 'string') return expected.v;
  throw malformed(expected);
}

/**
 * Whether a result equals the expected value, both as canonical text. Where -0 came and plain 0 was expected they
 * agree; the sign is demanded only of an expected -0, because JSON data cannot say which zero it means.
 */
export function agrees(expected: string, got: string): boolean {
  if (expected === got) return true;
  let at = 0;
  for (let i = 0; i < got.length; i++, at++) {
    if (got[i] === '~' && expected[at] === '0') i++;
    if (got[i] !== expected[at]) return false;
  }
  return at === expected.length;
}

function write(value: TaggedValue, to: Notation): string {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      return to.number(value);
    case 'string':
      return to.string(value);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return to.array(value.map((item) => write(item, to)));
  if (typeof value !== 'object') throw malformed(value);
  if (!Object.hasOwn(value, '$')) return writeObject(Object.entries(value), to);
  return writeTagged(value, to);
}

function writeObject(entries: [string, TaggedValue][], to: Notation): string {
  return to.object([...new Map(entries)].map(([key, item]) => [key, write(item, to)]));
}

function writeTagged(value: { [key: string]: TaggedValue }, to: Notation): string {
  const { $: tag, v } = value;
  switch (tag) {
    case 'undefined':
      return to.undefined;
    case 'nan':
      return to.number(Number.NaN);
    case 'inf':
      return to.number(Number.POSITIVE_INFINITY);
    case '-inf':
      return to.number(Number.NEGATIVE_INFINITY);
    case '-0':
      return to.number(-0);
    case 'hole':
      return to.hole;
    case 'bigint':
      if (typeof v === 'string' && /^-?\d+$/.test(v)) return `${BigInt(v)}n`;
      break;
    case 'map':
      if (isEntries(v)) return to.map(v.map(([key, item]) => [write(key, to), write(item, to)]));
      break;
    case 'set':
      if (Array.isArray(v)) return to.set(v.map((item) => write(item, to)));
      break;
    case 'date':
      if (typeof v === 'number') return to.date(v);
      if (v === null) return to.date(Number.NaN);
      break;
    case 'regexp':
      if (Array.isArray(v) && typeof v[0] === 'string' && typeof v[1] === 'string') {
        const { source, flags } = toRegExp(v[0], v[1], value); // as an engine reports them: "/" escaped, flags sorted
        return to.regexp(source, flags);
      }
      break;
    case 'typed':
      if (typeof value.k === 'string' && TYPED_ARRAYS.has(value.k) && Array.isArray(v)) {
        const items = v.map((item) => write(item, to));
        return to.typed(value.k, items);
      }
      break;
    case 'obj':
      if (isEntries(v) && v.every(([key]) => typeof key === 'string')) {
        return writeObject(v as [string, TaggedValue][], to);
      }
      break;
  }
  throw malformed(value);
}

function toRegExp(source: string, flags: string, value: TaggedValue): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw malformed(value);
  }
}

function isEntries(value: TaggedValue | undefined): value is [TaggedValue, TaggedValue][] {
  return Array.isArray(value) && value.every((entry) => Array.isArray(entry) && entry.length === 2);
}

function malformed(value: unknown): InputError {
  const text = JSON.stringify(value)?.slice(0, 80) ?? String(value);
  return new InputError(`test value ${text} is not tagged JSON: use {"$":"obj","v":[[key,value],…]} for a "$" key`);
}
