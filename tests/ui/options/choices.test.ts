/** What the first screen offers, beside what it stands for. */

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LOSS } from '../../../src/losses/catalogue';
import { LOSS_TYPES } from '../../../src/losses/options';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { RECIPES } from '../../../src/rl/options/recipes';
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { Stage } from '../../../src/rl/options/stages';
import { listTasks } from '../../../src/tasks/registry';
import type { OptionTexts } from '../../../src/ui/options/hash-options';
import { LOSS_CHOICES, lossOf } from '../../../src/ui/options/loss-choice';
import { optionValues } from '../../../src/ui/options/option-values';
import { chooseRecipe, RECIPE_CHOICES } from '../../../src/ui/options/recipe-choice';
import {
  chooseTasks,
  DEFAULT_MODEL,
  DEFAULT_TASKS,
  TASK_GROUPS,
  TASK_NAMES,
  tasksOf,
} from '../../../src/ui/options/task-choice';

const resolved = (texts: OptionTexts) => resolveOptions(optionValues(trainOptions, texts)).options;
/** As `setOptions` of the session does it. */
const change = (texts: OptionTexts, by: Record<string, string | undefined>): OptionTexts =>
  Object.fromEntries(
    Object.entries({ ...texts, ...by }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

test('losses are those of the schema', () => {
  expect(trainOptions.parse({}).loss_type).toBe(DEFAULT_LOSS);
  for (const { value } of LOSS_CHOICES) expect(LOSS_TYPES).toContain(value);
});

describe('recipes', () => {
  test('are those of the registry', () => {
    expect(RECIPE_CHOICES.map(({ value }) => value).sort()).toEqual(RECIPES.map(({ name }) => name).sort());
  });

  test.each(RECIPE_CHOICES)('$value has its loss, and its own problems where its stages name some', (choice) => {
    const options = resolved({ recipe: choice.value });
    expect(options.loss_type).toBe(choice.loss);
    expect(lossOf({ recipe: choice.value })).toBe(choice.loss);
    const staged = (options.stages as Stage[] | null)?.some((stage) => 'tasks' in stage) ?? false;
    expect(choice.staged ?? false).toBe(staged);
    expect(choice.problems !== undefined).toBe(staged || options.tasks !== DEFAULT_TASKS);
    expect(tasksOf({ recipe: choice.value })).toBe(choice.problems === undefined ? DEFAULT_TASKS : undefined);
    expect(options.model).toBe(choice.model ?? DEFAULT_MODEL);
  });

  test('bring their loss along and leave the problems that were chosen', () => {
    const options = change({ loss_type: 'cispo', tasks: 'own', seed: '3' }, chooseRecipe({ tasks: 'own' }, 'klear'));
    expect(options).toEqual({ recipe: 'klear', tasks: 'own', stages: 'none', seed: '3' });
    expect(change(options, chooseRecipe(options, 'deepcoder'))).toEqual({
      recipe: 'deepcoder',
      tasks: 'own',
      seed: '3',
    });
  });
});

describe('tasks', () => {
  test('are those of the registry', () => {
    const known = listTasks().map(({ name }) => name);
    expect([...TASK_NAMES, 'compute'].sort()).toEqual(known.sort());
    const { tasks, model } = trainOptions.parse({});
    expect(tasks).toBe(DEFAULT_TASKS);
    expect(model).toBe(DEFAULT_MODEL);
    for (const group of TASK_GROUPS) expect(readdirSync(group.model)).toContain('model.safetensors');
  });

  test('bring their base model along, and go back to none', () => {
    const loops = change({}, chooseTasks({}, 'loop'));
    expect(loops).toEqual({ tasks: 'loop', model: 'models/families' });
    expect(change(loops, chooseTasks(loops, DEFAULT_TASKS))).toEqual({});
    expect(change({ model: 'mine' }, chooseTasks({ model: 'mine' }, 'own'))).toEqual({ model: 'mine', tasks: 'own' });
  });

  test("stand in place of a recipe's own, with the model that they need", () => {
    const recipe = { recipe: 'r1-code-interpreter' };
    expect(tasksOf(recipe)).toBeUndefined();
    const specs = change(recipe, chooseTasks(recipe, DEFAULT_TASKS));
    expect(resolved(specs)).toMatchObject({ tasks: DEFAULT_TASKS, model: DEFAULT_MODEL });
    expect(tasksOf(specs)).toBe(DEFAULT_TASKS);
    expect(change(specs, chooseTasks(specs, undefined))).toEqual(recipe);
  });

  test("stand in place of a recipe's stages, until the recipe's own come back", () => {
    const klear = { recipe: 'klear' };
    expect(tasksOf(klear)).toBeUndefined();
    const lists = change(klear, chooseTasks(klear, 'spec-to-function/lists'));
    expect(resolved(lists)).toMatchObject({ recipe: 'klear', tasks: 'spec-to-function/lists', stages: null });
    expect(tasksOf(lists)).toBe('spec-to-function/lists');
    const all = change(lists, chooseTasks(lists, DEFAULT_TASKS));
    expect(tasksOf(all)).toBe(DEFAULT_TASKS);
    expect(change(all, chooseTasks(all, undefined))).toEqual(klear);
  });
});
