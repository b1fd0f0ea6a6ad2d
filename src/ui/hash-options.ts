/** The page's address: the view and the run's options, as text: `#view=settings&loss_type=cispo`. The hash never reaches a server's log. */

/** Options by name; the worker gives the texts their types, by the schema. */
export type OptionTexts = Readonly<Record<string, string>>;

/** Keys of the hash that are the page's own, and no options of a run. */
const OF_THE_PAGE = ['view', 'lesson'] as const;

export interface Address extends Partial<Record<(typeof OF_THE_PAGE)[number], string>> {
  options: OptionTexts;
}

export function readHash(hash: string): Address {
  const { view, lesson, ...options } = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')));
  return { view, lesson, options };
}

/** The hash of an address, without the options that are the defaults; empty when nothing is left. */
export function writeHash({ options, ...own }: Address, defaults: OptionTexts): string {
  const entries = [
    ...OF_THE_PAGE.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])),
    ...Object.entries(options).filter(([name, text]) => text !== defaults[name]),
  ];
  return entries.length === 0 ? '' : `#${new URLSearchParams(entries)}`;
}
