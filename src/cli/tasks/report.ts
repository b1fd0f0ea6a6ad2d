/** What the reports of `kata tasks import`, `dedupe` and `filter` share. */
import { resolve } from 'node:path';
import { InputError } from '../../common/errors';

/** The file to write, which must not be one of those that are read. */
export function outputFile(output: string, ...inputs: string[]): string {
  if (inputs.some((input) => resolve(input) === resolve(output))) {
    throw new InputError(`output: ${output} is the file to read; name another`);
  }
  return output;
}

export const percent = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${Math.round((1000 * part) / whole) / 10} %`;

/** `1 problem`, `2 problems`. */
export const listed = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
