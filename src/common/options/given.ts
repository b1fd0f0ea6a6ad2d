/** From the options that somebody gave to those of a schema: names put right, defaults filled in, values checked. */
import type { z } from 'zod';
import { InputError, OptionError } from '../errors';
import { didYouMean } from '../names';
import { expectation, type Field, fieldsOf, type OptionSchema, reasonToRefuse } from './fields';

/** Options as given: by name or alias, `-` or `_`, some or none of them. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** A field as found by a name; `isInverted`: true under that name means false. */
export type FoundField = Field & { isInverted?: boolean };

/** A finder of fields by name or alias, in snake_case or kebab-case. An unknown name is an InputError with a guess. */
export function fieldFinder(schema: OptionSchema): (name: string) => FoundField {
  const byName = new Map<string, FoundField>();
  const fields = fieldsOf(schema);
  for (const field of fields) {
    for (const alias of field.aliases) {
      byName.set(alias, field.inverted.includes(alias) ? { ...field, isInverted: true } : field);
    }
  }
  for (const field of fields) byName.set(field.name, field);
  return (name) => {
    const snake = name.replaceAll('-', '_');
    const field = byName.get(snake);
    if (field) return field;
    throw new InputError(`unknown option "${name}"${didYouMean(snake, [...byName.keys()])}`);
  };
}

/** A value under the option's own name and in its own words. Other values are left as they are, right or wrong. */
export function canonicalValue(field: FoundField, value: unknown): unknown {
  if (field.isInverted && typeof value === 'boolean') return !value;
  return typeof value === 'string' ? ownWord(field, value) : value;
}

/** A text in the option's own words. */
export const ownWord = ({ value_aliases }: Pick<Field, 'value_aliases'>, text: string): string =>
  Object.hasOwn(value_aliases, text) ? value_aliases[text] : text;

/**
 * The given options under their own names, their values in the option's own words; so are those of the rows of an option in
 * JSON, as far as they are options. An option given under two names, or an unknown one, is an InputError.
 */
export function canonical(schema: OptionSchema, given: GivenOptions): Record<string, unknown> {
  const find = fieldFinder(schema);
  const from = new Map<string, string>();
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const field = find(name);
    const earlier = from.get(field.name);
    if (earlier !== undefined) throw new OptionError(field.name, `given twice, as ${earlier} and as ${name}`);
    from.set(field.name, name);
    out[field.name] = canonicalRows(schema, field, value);
  }
  return out;
}

/** The same of options that may be another version's: what is no option of the schema stays as it is. */
export function canonicalAsFarAsKnown(schema: OptionSchema, given: GivenOptions): Record<string, unknown> {
  const find = fieldFinder(schema);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      try {
        const field = find(name);
        return [field.name, canonicalRows(schema, field, value)];
      } catch {
        return [name, value];
      }
    }),
  );
}

const canonicalRows = (schema: OptionSchema, field: FoundField, value: unknown): unknown =>
  field.kind === 'json' && Array.isArray(value)
    ? value.map((row) => (row instanceof Object ? canonicalAsFarAsKnown(schema, row) : row))
    : canonicalValue(field, value);

/** All options of a schema. A wrong type or range is an InputError that names the option, its value and what is right. */
export function checkOptions<S extends OptionSchema>(schema: S, given: GivenOptions): z.output<S> {
  const values = canonical(schema, given);
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const name = String(path[0]);
  const field = fieldsOf(schema).find((candidate) => candidate.name === name)!;
  if (field.kind === 'json' && path.length > 1) {
    throw new OptionError(name, message.replace(/^Invalid input: /, ''), path.join('.'));
  }
  if (!(name in values)) throw new OptionError(name, `is missing; it must be ${expectation(field)}`);
  throw new OptionError(name, reasonToRefuse(field, values[name], show(values[name])));
}

const show = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));
