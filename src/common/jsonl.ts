/** JSON Lines: one JSON value a line, blank lines ignored. */
import { InputError, messageOf } from './errors';

/** The values of a JSONL text. A bad line is an InputError that names the source and the line. */
export function parseJsonl(text: string, source: string): unknown[] {
  const values: unknown[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    try {
      values.push(JSON.parse(line));
    } catch (error) {
      throw new InputError(`${source}, line ${index + 1}: not JSON (${messageOf(error)})`);
    }
  });
  return values;
}

/** The text of values, one a line, with a final newline. */
export function formatJsonl(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
