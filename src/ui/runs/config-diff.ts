/** In what the configs of several runs differ. */

import { fieldsOf, namesInScope } from '../../common/options/fields';
import { canonicalAsFarAsKnown, checkOptions } from '../../common/options/given';
import { formatValue } from '../../common/options/option-text';
import { trainOptions } from '../../rl/options/commands/train';
import { impliedDefaults } from '../../rl/options/resolve';
import type { SavedRun } from '../session/run-store';

type Options = Readonly<Record<string, unknown>>;

const WITHOUT_EFFECT = namesInScope(trainOptions, 'call', 'record');
const NAMES = fieldsOf(trainOptions)
  .map(({ name }) => name)
  .filter((name) => !WITHOUT_EFFECT.has(name));

/** All options of a run; undefined of one that has none: a model alone, or logs without their config. */
export const optionsOf = ({ info }: Pick<SavedRun, 'info'>): Options | undefined =>
  info && canonicalAsFarAsKnown(trainOptions, info.options);

/**
 * The options in which runs differ, in the schema's order. What follows from another recipe or loss is not said again: of
 * such options only those that some run was given.
 */
export function differing(runs: readonly Options[]): string[] {
  const all = runs.map((options) => ({ options, standard: defaultOptions(options) }));
  return NAMES.filter((name) => {
    const texts = new Set(runs.map((options) => optionText(options, name)));
    const given = all.some(({ options, standard }) => optionText(options, name) !== optionText(standard, name));
    return texts.size > 1 && given;
  });
}

/** Whether two runs are the same but for their seeds, as text to compare. */
export const configKey = (options: Options): string =>
  NAMES.filter((name) => name !== 'seed')
    .map((name) => optionText(options, name))
    .join('\n');

/** A value as text; that of an option which this run did not have is empty. */
export const optionText = (options: Options, name: string): string =>
  name in options ? formatValue(options[name]) : '';

/** What a run has where nothing but its recipe and loss is given; of these, what it has where not even they are. */
function defaultOptions({ recipe, recipe_scale, loss_type }: Options): Options {
  const plain = checkOptions(trainOptions, {});
  try {
    const given = { recipe, recipe_scale, loss_type };
    const { ofRecipe, ofLoss } = impliedDefaults(given);
    const standard = checkOptions(trainOptions, { ...ofLoss, ...ofRecipe });
    return { ...standard, recipe: null, loss_type: ofRecipe.loss_type ?? plain.loss_type };
  } catch {
    // A recipe of another version: every difference counts.
    return plain;
  }
}
