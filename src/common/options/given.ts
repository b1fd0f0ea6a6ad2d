/** From the options that somebody gave to those of a schema: names put right, defaults filled in, values checked. */
import type { z } from 'zod';
import { InputError } from '../errors';
import { didYouMean } from '../names';
import { expectation, type Field, fieldsOf, type OptionSchema } from './fields';

/** Options as given: by name or alias, `-` or `_`, some or none of them. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** A finder of fields by name or alias, in snake_case or kebab-case. An unknown name is an InputError with a guess. */
export function fieldFinder(schema: OptionSchema): (name: string) => Field {
  const byName = new Map<string, Field>();
  const fields = fieldsOf(schema);
  for (const field of fields) for (const alias of field.aliases) byName.set(alias, field);
  for (const field of fields) byName.set(field.name, field);
  return (name) => {
    const snake = name.replaceAll('-', '_');
    const field = byName.get(snake);
    if (field) return field;
    throw new InputError(`unknown option "${name}"${didYouMean(snake, [...byName.keys()])}`);
  };
}

/** The given options under their own names. An option given under two names, or an unknown one, is an InputError. */
export function canonical(schema: OptionSchema, given: GivenOptions): Record<string, unknown> {
  const find = fieldFinder(schema);
  const from = new Map<string, string>();
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const field = find(name);
    const earlier = from.get(field.name);
    if (earlier !== undefined) throw new InputError(`${field.name}: given twice, as ${earlier} and as ${name}`);
    from.set(field.name, name);
    out[field.name] = value;
  }
  return out;
}

/** All options of a schema. A wrong type or range is an InputError that names the option, its value and what is right. */
export function checkOptions<S extends OptionSchema>(schema: S, given: GivenOptions): z.output<S> {
  const values = canonical(schema, given);
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const name = String(path[0]);
  const field = fieldsOf(schema).find((candidate) => candidate.name === name)!;
  if (field.kind === 'json' && path.length > 1) {
    throw new InputError(`${path.join('.')}: ${message.replace(/^Invalid input: /, '')}`);
  }
  if (!(name in values)) throw new InputError(`${name}: is missing; it must be ${expectation(field)}`);
  throw new InputError(`${name}: ${show(values[name])} is not ${expectation(field)}`);
}

const show = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));
