/** Files of rows: a JSON array, or JSONL. */
import type { z } from 'zod';
import { InputError, messageOf } from '../common/errors';
import { schemaMessage } from '../common/schema-message';

export interface FileRow {
  value: unknown;
  /** How messages name the row: the file with its line or its place in the array. */
  where: string;
}

/** The rows of a text, as a JSON array or one JSON value a line. A bad line is an InputError that names it. */
export function rowsOf(text: string, file: string): FileRow[] {
  if (text.trimStart().startsWith('[')) {
    return (parse(text, file) as unknown[]).map((value, i) => ({ value, where: `${file}, row ${i + 1}` }));
  }
  return text
    .split('\n')
    .map((line, i) => ({ line, where: `${file}, line ${i + 1}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, where }) => ({ value: parse(line, where), where }));
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${where}: not JSON (${messageOf(error)})`);
  }
}

/** A row of a schema; what is wrong with it is an InputError that names the row and the field. */
export function checkRow<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  const field = path.length > 0 ? `${path.join('.')}: ` : '';
  throw new InputError(`${where}: ${field}${schemaMessage(message)}`);
}
