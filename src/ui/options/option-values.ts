/** Options of the address as values, by the schema that owns them. */
import { InputError, OptionError } from '../../common/errors';
import type { OptionSchema } from '../../common/options/fields';
import { checkOptions, type FoundField, fieldFinder, ownWord } from '../../common/options/given';
import { formatValue, parseValue } from '../../common/options/option-text';
import type { OptionTexts } from './hash-options';

export interface ReadTexts {
  /** The right ones, by the options' own names. */
  values: Record<string, unknown>;
  /** The texts of these and of the wrong ones, by the options' own names. */
  texts: Record<string, string>;
  /** What is wrong with a text, by the option's own name. */
  wrong: Map<string, string>;
  /** What the schema has no place for, a sentence each: names that are no options, and second names of one that is given. */
  left: string[];
}

/** Reads each text by itself; whether the values go together is `resolveOptions`'s to say. */
export function readTexts(schema: OptionSchema, given: OptionTexts): ReadTexts {
  const find = fieldFinder(schema);
  const read: ReadTexts = { values: {}, texts: {}, wrong: new Map(), left: [] };
  for (const [name, text] of Object.entries(given)) {
    let field: FoundField;
    try {
      field = find(name);
    } catch (error) {
      read.left.push(reasonOf(error));
      continue;
    }
    if (Object.hasOwn(read.texts, field.name)) {
      read.left.push(`${name} is ${field.name} once more`);
      continue;
    }
    read.texts[field.name] = text;
    try {
      const value = parseValue(field, text);
      if (field.isInverted || ownWord(field, text) !== text) read.texts[field.name] = formatValue(value);
      checkOptions(schema, { [field.name]: value });
      read.values[field.name] = value;
    } catch (error) {
      read.wrong.set(field.name, reasonOf(error));
    }
  }
  return read;
}

/** A text that is wrong is an InputError. What is no option is left out: the page has said so (`address-note.tsx`). */
export function optionValues(schema: OptionSchema, given: OptionTexts): Record<string, unknown> {
  const { values, wrong } = readTexts(schema, given);
  for (const [name, reason] of wrong) throw new OptionError(name, reason);
  return values;
}

/** What an InputError says is wrong; other errors are thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof OptionError) return error.reason;
  if (error instanceof InputError) return error.message;
  throw error;
}
