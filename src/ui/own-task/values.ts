/** Values of tests as a person writes them, JavaScript constants, and back. Read by a parser, never evaluated. */
import { InputError } from '../../common/errors';
import type { TaggedValue } from '../../sandbox/types';
import { canonical, expectedError } from '../../sandbox/values';
import { evaluateConstant, Unsupported } from '../../tasks/import/expression';
import { ExpressionReader } from '../../tasks/import/javascript';
import { tokenize } from '../../tasks/lexer';

const THROWS = /^throws(?:\s+([\p{ID_Start}$_][\p{ID_Continue}$]*))?$/u;

/** An expected value as JavaScript source; what has no such form, as tagged JSON. */
export function textOfExpected(value: TaggedValue): string {
  const name = expectedError(value);
  if (name !== undefined) return name === null ? 'throws' : `throws ${name}`;
  return sureText(value);
}

export const textOfArguments = (args: readonly TaggedValue[]): string => sureText([...args]).slice(1, -1);

/** A text that is read as the value again: JavaScript where that says it, else tagged JSON. */
function sureText(value: TaggedValue): string {
  const text = textOfValue(value);
  try {
    if (canonical(readConstant(text)) === canonical(value)) return text;
  } catch {
    // A form that the parser does not know.
  }
  return JSON.stringify(value);
}

function textOfValue(value: TaggedValue): string {
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(textOfValue).join(', ')}]`;
  if (!Object.hasOwn(value, '$')) {
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${textOfValue(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return textOfTagged(value);
}

function textOfTagged(value: { [key: string]: TaggedValue }): string {
  const { $: tag, v } = value;
  switch (tag) {
    case 'undefined':
      return 'undefined';
    case 'nan':
      return 'NaN';
    case 'inf':
      return 'Infinity';
    case '-inf':
      return '-Infinity';
    case '-0':
      return '-0';
    case 'bigint':
      return `${v}n`;
    case 'map':
      return `new Map(${textOfValue(v)})`;
    case 'set':
      return `new Set(${textOfValue(v)})`;
    case 'date':
      if (v !== null) return `new Date(${v})`;
  }
  return JSON.stringify(value);
}

/** What a call is given: `2, [1, "a"]`. Throws an InputError that says what is wrong. */
export function readArguments(text: string): TaggedValue[] {
  return readConstant(`[${text}]`) as TaggedValue[];
}

/** What a call should give: a constant, or `throws RangeError`, or `throws` for any error. */
export function readExpected(text: string): TaggedValue {
  if (text.trim() === '') throw new InputError('is empty; write the value that is wanted, such as 4 or [1, 2]');
  const thrown = THROWS.exec(text.trim());
  if (thrown) return { $: 'throws', v: thrown[1] ?? null };
  return readConstant(text);
}

/** A constant as tagged JSON: from JavaScript, or from JSON that has tags in it. */
function readConstant(text: string): TaggedValue {
  const json = text.includes('"$"') ? parsedJson(text) : undefined;
  if (json !== undefined) {
    canonical(json);
    return json;
  }
  const reader = new ExpressionReader(tokenize(text));
  try {
    const found = evaluateConstant(reader.expression());
    if (reader.next !== '') throw new Unsupported(`"${reader.next}" after the value`);
    return found;
  } catch (error) {
    if (error instanceof Unsupported) throw new InputError(`${error.message}; write a constant, such as 4 or [1, "a"]`);
    throw error;
  }
}

function parsedJson(text: string): TaggedValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
