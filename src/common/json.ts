/** JSON values, and files of them: JSON Lines (one value per line, blank lines ignored) or one JSON array. */
import { InputError, messageOf } from './errors';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a file. */
interface JsonRow {
  value: unknown;
  /** The place of the value in messages: the file with its line, or with its row in the array. */
  where: string;
  /** The line of a JSONL text, or the row of an array; counted from 1. */
  line: number;
}

/** The values of a JSONL text with their lines. A line that is not JSON is an InputError that names the source and the line. */
export function readJsonl(text: string, source: string): JsonRow[] {
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    const where = `${source}, line ${index + 1}`;
    return [{ value: parseJson(content, where), where, line: index + 1 }];
  });
}

/** The values of a text that is JSONL or one JSON array. Errors as in `readJsonl`. */
export function readJsonRows(text: string, file: string): JsonRow[] {
  if (!text.trimStart().startsWith('[')) return readJsonl(text, file);
  const values = parseJson(text, file) as unknown[];
  return values.map((value, i) => ({ value, where: `${file}, row ${i + 1}`, line: i + 1 }));
}

/** The values of a JSONL text. Errors as in `readJsonl`. */
export const parseJsonl = (text: string, source: string): unknown[] =>
  readJsonl(text, source).map(({ value }) => value);

/** The JSONL text of values: one per line, with a final newline. */
export function formatJsonl(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${where}: not JSON (${messageOf(error)})`);
  }
}
