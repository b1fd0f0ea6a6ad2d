/** The options of the next run, one by one: what each is, by whom, and what is wrong with it. */

import { OptionError } from '../../common/errors';
import { lookUp, splitNames } from '../../common/names';
import { type Field, fieldsOf } from '../../common/options/fields';
import { checkOptions, type GivenOptions } from '../../common/options/given';
import { formatValue } from '../../common/options/option-text';
import { trainOptions } from '../../rl/options/commands/train';
import { RECIPES, type Recipe } from '../../rl/options/recipes';
import { impliedDefaults, type OptionWarning, resolveOptions } from '../../rl/options/resolve';
import type { OptionTexts } from '../options/hash-options';
import { readTexts, reasonOf } from '../options/option-values';
import { PAGE_DEFAULTS } from '../options/page-defaults';
import { OWN_TASKS, TASK_NAMES } from '../options/task-choice';
import { parseSavedModel } from '../store/saved-model';

export interface Setting {
  field: Field;
  /** What it is now, as text: as it was given, or the default. */
  text: string;
  default: string;
  /** Who sets the default. */
  by: 'page' | 'recipe' | 'loss_type' | 'schema';
  /** Where the recipe has the default from. */
  source?: string;
  /** The number of the recipe's paper, where the default is another one for a model of this size. */
  paper?: string;
  /** Given, and not the same as the default. */
  isSet: boolean;
  /** What is wrong with the text. */
  wrong?: string;
  /** Why the value has no effect. */
  idle?: string;
}

export interface Settings {
  /** In the schema's order. */
  options: ReadonlyMap<string, Setting>;
  recipe?: Recipe;
  /** Values that are right and do not go together: the option to change, and the reason. */
  conflict?: OptionError;
  /** What was given and is no option, a sentence each. */
  left: readonly string[];
}

export function readSettings(given: OptionTexts): Settings {
  const { values, texts, wrong, left } = readTexts(trainOptions, given);
  for (const [name, check] of Object.entries(CHECKS)) {
    const reason = name in values && check(values);
    if (!reason) continue;
    wrong.set(name, reason);
    delete values[name];
  }
  const { ofRecipe, ofLoss } = impliedDefaults(values);
  const standards: Record<string, unknown> = {
    ...checkOptions(trainOptions, { ...ofLoss, ...ofRecipe }),
    ...PAGE_DEFAULTS,
  };
  const checked: Record<string, unknown> = checkOptions(trainOptions, values);
  const recipe = RECIPES.find(({ name }) => name === values.recipe);
  const { conflict, warnings } = together(values);
  const options = new Map<string, Setting>();
  for (const field of fieldsOf(trainOptions)) {
    const { name } = field;
    const by = name in PAGE_DEFAULTS ? 'page' : name in ofRecipe ? 'recipe' : name in ofLoss ? 'loss_type' : 'schema';
    const standard = formatValue(standards[name]);
    const own = by === 'recipe' ? recipe?.paper[name] : undefined;
    const paper = own && formatValue(own.value);
    const text = texts[name] ?? standard;
    const idle = warnings.find(({ option }) => option === name);
    options.set(name, {
      field,
      text,
      default: standard,
      by,
      source: own?.source,
      paper: paper === standard ? undefined : paper,
      isSet: name in texts && (wrong.has(name) || formatValue(checked[name]) !== standard),
      wrong: wrong.get(name) ?? (conflict?.option === name ? conflict.reason : undefined),
      idle: idle?.reason,
    });
  }
  return { options, recipe, conflict, left };
}

/** Of each model that comes with the page: what a prompt and a program have room in, in tokens. */
export const POSITIONS = 256;

/** Also the one that the first screen does not offer, as its model was not taught the form. */
const TASK_SETS = Object.fromEntries([...TASK_NAMES, 'compute', OWN_TASKS].map((name) => [name, true]));

/** What is wrong with a value beyond its type and range, or nothing. */
const CHECKS: Record<string, (values: GivenOptions) => string | undefined> = {
  recipe: ({ recipe }) => refusal(() => impliedDefaults({ recipe })),
  max_completion_length: ({ max_completion_length: length, model }) =>
    parseSavedModel(String(model)) === undefined && Number(length) >= POSITIONS
      ? `${length} leaves no room for a prompt: the model has ${POSITIONS} positions for both`
      : undefined,
  tasks: ({ tasks }) =>
    refusal(() => {
      for (const name of splitNames(String(tasks)))
        lookUp(TASK_SETS, name, 'no task set', 'which is under "Your task"');
    }),
};

function together(values: GivenOptions): { conflict?: OptionError; warnings: readonly OptionWarning[] } {
  try {
    return { warnings: resolveOptions(values).warnings };
  } catch (error) {
    if (error instanceof OptionError) return { conflict: error, warnings: [] };
    throw error;
  }
}

function refusal(check: () => unknown): string | undefined {
  try {
    check();
  } catch (error) {
    return reasonOf(error);
  }
  return undefined;
}
