/** The run's options in the page's address, as text: `#loss_type=cispo&seed=3`. The hash never reaches a server's log. */

/** Options by name; the worker gives the texts their types, by the schema. */
export type OptionTexts = Readonly<Record<string, string>>;

export function readHash(hash: string): OptionTexts {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')));
}

/** The hash of the options that differ from the defaults; empty when none does. */
export function writeHash(options: OptionTexts, defaults: OptionTexts): string {
  const entries = Object.entries(options).filter(([name, text]) => text !== defaults[name]);
  return entries.length === 0 ? '' : `#${new URLSearchParams(entries)}`;
}
