import type { z } from 'zod';
import { InputError } from './errors';

/** zod's types, as a person calls them. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What zod found wrong with a value, in words that follow its name: "is missing; it must be a text". */
export function schemaMessage(message: string): string {
  const [, wanted, received] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (wanted === undefined) return message.replace(/^Invalid input: /, '');
  const right = `must be ${TYPES[wanted] ?? wanted}`;
  return received === 'undefined' ? `is missing; it ${right}` : `${right}, and is ${TYPES[received] ?? received}`;
}

/** A value as a schema reads it. What is wrong with it is an InputError that begins with `where` and the field. */
export function checkRow<S extends z.ZodType>(schema: S, value: unknown, where?: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new InputError([where, path.join('.'), schemaMessage(message)].filter(Boolean).join(': '));
}
