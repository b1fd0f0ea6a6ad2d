/** The recipes by name. */

import { OptionError } from '../../../common/errors';
import { didYouMean } from '../../../common/names';
import { acecoder } from './acecoder';
import { acereason } from './acereason';
import { dapo } from './dapo';
import { deepcoder } from './deepcoder';
import { drGrpo } from './dr-grpo';
import { klear } from './klear';
import { nanochat } from './nanochat';
import { r1CodeInterpreter } from './r1-code-interpreter';
import type { Recipe } from './recipe';
import { skyworkOr1 } from './skywork-or1';

export { type Recipe, recipeOptions } from './recipe';

export const RECIPES: readonly Recipe[] = [
  klear,
  skyworkOr1,
  acereason,
  r1CodeInterpreter,
  deepcoder,
  acecoder,
  dapo,
  drGrpo,
  nanochat,
];

/** The recipe of a name; an unknown name is an OptionError that lists the known ones. */
export function getRecipe(name: string): Recipe {
  const recipe = RECIPES.find((candidate) => candidate.name === name);
  if (recipe) return recipe;
  const names = RECIPES.map((candidate) => candidate.name);
  throw new OptionError('recipe', `there is no "${name}"${didYouMean(name, names)} (${names.join(', ')})`);
}
