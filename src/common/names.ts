/** Names that a person types: finding the thing of a name, guessing what was meant, and making a name that is free. */
import { InputError } from './errors';

/** The nearest of the names, if it is within a third of its length in edits. */
function closest(name: string, names: readonly string[]): string | undefined {
  const near = names
    .map((other) => ({ other, distance: editDistance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, distance }) => distance <= other.length / 3)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.other;
}

/** Levenshtein distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/** The end of a message about an unknown name: `; did you mean X?`, or nothing where no name is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = closest(name, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** The thing with a name. An unknown name is an InputError that begins with `unknown` and lists the known names. */
export function lookUp<T>(things: Readonly<Record<string, T>>, name: string, unknown: string, otherwise: string): T {
  if (Object.hasOwn(things, name)) return things[name];
  const names = Object.keys(things);
  const near = closest(name, names);
  const guess = near ? `; did you mean "${near}"?` : '';
  throw new InputError(`${unknown} "${name}"${guess} (known: ${names.join(', ')}, ${otherwise})`);
}

/** Names joined by commas, without blanks around them. */
export const splitNames = (names: string): string[] => names.split(',').map((name) => name.trim());

/** The name itself, or with the first number from 2 on that makes it free, after a separator: `run-2`. */
export function freeName(name: string, isTaken: (name: string) => boolean, separator = '-'): string {
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${name}${separator}${number}`;
  return free;
}
