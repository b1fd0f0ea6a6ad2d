/** The recipes by name, as far as the first screen knows them; `rl/recipes` has the rest. */
import type { LossType } from '../../losses/catalogue';
import type { OptionTexts } from './hash-options';

export interface RecipeChoice {
  value: string;
  label: string;
  loss: LossType;
  /** In words, where it has problems of its own. */
  problems?: string;
  /** Whether its stages name these problems, each its own. */
  staged?: boolean;
  /** The model that it starts from, where that is not the base. */
  model?: string;
}

/** The first two stand on the first screen as they are, the others under "more". */
export const RECIPE_CHOICES: readonly RecipeChoice[] = [
  { value: 'klear', label: 'Klear', loss: 'gppo', problems: 'numbers, then strings and lists', staged: true },
  { value: 'deepcoder', label: 'DeepCoder', loss: 'dapo' },
  { value: 'acereason', label: 'AceReason', loss: 'dapo', problems: 'numbers, then strings and lists', staged: true },
  { value: 'skywork-or1', label: 'Skywork-OR1', loss: 'dapo' },
  {
    value: 'r1-code-interpreter',
    label: 'R1-Code-Interpreter',
    loss: 'grpo',
    problems: 'questions that take a program',
    model: 'models/interpreter',
  },
  { value: 'acecoder', label: 'AceCoder', loss: 'grpo' },
  { value: 'dapo', label: 'DAPO', loss: 'dapo' },
  { value: 'dr-grpo', label: 'Dr. GRPO', loss: 'dr_grpo' },
  { value: 'nanochat', label: 'nanochat', loss: 'reinforce' },
];

export const recipeChoice = (name: string | undefined): RecipeChoice | undefined =>
  RECIPE_CHOICES.find(({ value }) => value === name);

/** What choosing a recipe (none: undefined) changes: it brings its loss along. Problems that were chosen stay, in place of its stages. */
export function chooseRecipe({ tasks, stages }: OptionTexts, recipe: string | undefined) {
  const kept = stages === 'none' ? undefined : stages;
  return { recipe, loss_type: undefined, stages: recipeChoice(recipe)?.staged && tasks !== undefined ? 'none' : kept };
}
