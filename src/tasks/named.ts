/** Things by name, and a helpful error where there is none. */
import { InputError } from '../common/errors';
import { closest } from './closest';

/** The names of `--tasks`: one, or several joined by commas. */
export const splitNames = (names: string): string[] => names.split(',').map((name) => name.trim());

/** The thing of a name. An unknown name is an InputError that begins with `unknown` and lists the known names. */
export function named<T>(things: Readonly<Record<string, T>>, name: string, unknown: string, otherwise: string): T {
  if (Object.hasOwn(things, name)) return things[name];
  const names = Object.keys(things);
  const near = closest(name, names);
  const guess = near ? `; did you mean "${near}"?` : '';
  throw new InputError(`tasks: ${unknown} "${name}"${guess} (known: ${names.join(', ')}, ${otherwise})`);
}
