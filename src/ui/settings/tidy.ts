/** Options as the address should hold them: by their own names, and only those that differ from the defaults. */
import type { OptionTexts } from '../options/hash-options';
import { readSettings } from './read-settings';

export interface Tidied {
  /** What `setOptions` has to change for it. */
  change: Record<string, string | undefined>;
  /** What is no option, a sentence each. */
  left: readonly string[];
}

export function tidy(given: OptionTexts): Tidied {
  const { options, left } = readSettings(given);
  const change: Record<string, string | undefined> = {};
  for (const name of Object.keys(given)) if (!options.get(name)?.isSet) change[name] = undefined;
  for (const { field, text, isSet } of options.values()) {
    if (isSet && given[field.name] !== text) change[field.name] = text;
  }
  return { change, left };
}
