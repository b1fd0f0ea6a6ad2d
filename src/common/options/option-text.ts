/** Values of options as text, as they stand in flags and in a URL. */
import { OptionError } from '../errors';
import { expectation, reasonToRefuse, type ValueKind } from './fields';
import { canonicalValue, type FoundField, ownWord } from './given';

/** The value that a text means for an option; a text of the wrong form is an InputError. Ranges are checked later. */
export function parseValue(field: FoundField, text: string): unknown {
  if (field.nullable && (text === 'none' || text === 'null')) return null;
  const value = canonicalValue(field, parse(field, ownWord(field, text)));
  if (value === undefined) {
    throw new OptionError(field.name, reasonToRefuse(field, text, text === '' ? 'an empty value' : `"${text}"`));
  }
  if (field.kind === 'integer' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new OptionError(field.name, `${text} is beyond the whole numbers that are exact; give ${expectation(field)}`);
  }
  return value;
}

/** The text of an option's value, as short as it can be; `parseValue` reads it back. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value) && typeof value[0] === 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(formatValue).join(',');
  const small = typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3;
  return small ? value.toExponential() : String(value);
}

function parse(kind: ValueKind, text: string): unknown {
  switch (kind.kind) {
    case 'number':
    case 'integer':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : undefined);
    case 'text':
      return text;
    case 'choice':
      return kind.choices!.includes(text) ? text : undefined;
    case 'json':
      return parseJson(text);
    case 'list': {
      const items = text.split(',').map((item) => parse(kind.element!, item.trim()));
      return items.includes(undefined) ? undefined : items;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
