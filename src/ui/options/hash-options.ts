/** The page's address: the view and the run's options, as text: `#loss_type=cispo&view=settings&v=1`. The hash never reaches a server's log. */

/** Options by name; the worker gives the texts their types, by the schema. */
export type OptionTexts = Readonly<Record<string, string>>;

/** The texts with these in place of their own; undefined takes one out. */
export function withChange(texts: OptionTexts, change: Readonly<Record<string, string | undefined>>): OptionTexts {
  const given = Object.entries({ ...texts, ...change });
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Whether both ask for the same, in whatever order. */
export function sameTexts(a: OptionTexts, b: OptionTexts): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** What the address means; it goes up when a key changes its meaning. */
export const ADDRESS_VERSION = '1';

/** Keys of the hash that are the page's own, and no options of a run. */
const OF_THE_PAGE = ['view', 'lesson'] as const;

export interface Address extends Partial<Record<(typeof OF_THE_PAGE)[number], string>> {
  /** The version of the page that wrote the address, where it says so. */
  version?: string;
  /** The options that were given: those that are not here have their defaults. */
  options: OptionTexts;
}

export function readHash(hash: string): Address {
  const { view, lesson, v: version, ...options } = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')));
  return { view, lesson, version, options };
}

/** The hash of an address, with the version; empty where there is nothing to say. */
export function writeHash({ options, ...own }: Address): string {
  const entries = [
    ...Object.entries(options),
    ...OF_THE_PAGE.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])),
  ];
  if (entries.length === 0) return '';
  const hash = new URLSearchParams([...entries, ['v', ADDRESS_VERSION]]).toString();
  // A fragment may hold these as they are, and is easier to read with them.
  return `#${hash.replaceAll('%2C', ',').replaceAll('%2F', '/')}`;
}
