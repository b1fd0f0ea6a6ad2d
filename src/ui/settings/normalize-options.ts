/** Options as the address should hold them: by their own names, and only those that differ from the defaults. */
import type { OptionTexts } from '../options/hash-options';
import { readSettings } from './read-settings';

interface NormalizedOptions {
  /** What `setOptions` has to change for it. */
  change: Record<string, string | undefined>;
  /** What is left out, a sentence each. */
  left: readonly string[];
}

/** A wrong value stays, to be put right where it is shown; one of a link is left out as well, as nobody is at work on it. */
export function normalizeOptions(given: OptionTexts, ofLink = false): NormalizedOptions {
  const { options, left } = readSettings(given);
  const change: Record<string, string | undefined> = {};
  const wrongs: string[] = [];
  for (const name of Object.keys(given)) if (!options.get(name)?.isSet) change[name] = undefined;
  for (const { field, text, isSet, wrong } of options.values()) {
    if (ofLink && wrong) {
      change[field.name] = undefined;
      wrongs.push(`${field.name}: ${wrong}`);
    } else if (isSet && given[field.name] !== text) change[field.name] = text;
  }
  return { change, left: [...left, ...wrongs] };
}
