/** Options of the address as values, by the schema that owns them. */
import type { OptionSchema } from '../rl/fields';
import { valueOfText } from '../rl/option-text';
import { fieldFinder } from '../rl/options';
import type { OptionTexts } from './hash-options';

/** An unknown option, or a text that does not fit one, is an InputError. */
export function optionValues(schema: OptionSchema, texts: OptionTexts): Record<string, unknown> {
  const fieldOf = fieldFinder(schema);
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, valueOfText(fieldOf(name), text)]));
}
