/** The problems offered on the first screen, in plain words. The address takes every task set, and several joined by commas. */
import type { OptionTexts } from './hash-options';
import { recipeChoice } from './recipe-choice';

/** The schema's defaults, which the page knows by heart to stay small. */
export const DEFAULT_TASKS = 'spec-to-function';
export const DEFAULT_MODEL = 'models/base';
/** The task set of the problems that somebody wrote in this page. */
export const OWN_TASKS = 'own';

interface TaskChoice {
  value: string;
  label: string;
}

/** With the base model that knows the form of the problems. */
export const TASK_GROUPS: readonly { label: string; model: string; choices: readonly TaskChoice[] }[] = [
  {
    label: 'From a short spec',
    model: DEFAULT_MODEL,
    choices: [
      { value: 'spec-to-function', label: 'numbers, strings and lists' },
      { value: 'spec-to-function/numbers', label: 'numbers only' },
      { value: 'spec-to-function/strings', label: 'strings only' },
      { value: 'spec-to-function/lists', label: 'lists only' },
    ],
  },
  {
    label: 'From examples',
    model: 'models/families',
    choices: [
      { value: 'families', label: 'all kinds below' },
      { value: 'arith2', label: 'arithmetic of two numbers' },
      { value: 'listpipe', label: 'steps on a list' },
      { value: 'strpipe', label: 'steps on a string' },
      { value: 'pred', label: 'conditions' },
      { value: 'loop', label: 'loops' },
      { value: 'repair', label: 'repair a program' },
      { value: 'countdown', label: 'countdown: reach a number' },
    ],
  },
];

export const TASK_NAMES: readonly string[] = TASK_GROUPS.flatMap(({ choices }) => choices.map(({ value }) => value));

/** The models that come with the page. */
export const BASE_MODELS: readonly string[] = TASK_GROUPS.map(({ model }) => model);

/** The task set that the next run has under these options; undefined where it is the recipe's own. */
export function tasksOf({ recipe, tasks, stages }: OptionTexts): string | undefined {
  const own = recipeChoice(recipe);
  const ofRecipe = own?.problems !== undefined && (own.staged ? stages === undefined : tasks === undefined);
  return ofRecipe ? undefined : (tasks ?? DEFAULT_TASKS);
}

/** What choosing a task set changes (undefined: the recipe's own): it brings its base model along, and replaces a recipe's stages. */
export function chooseTasks({ recipe, stages, model }: OptionTexts, tasks: string | undefined) {
  const own = recipeChoice(recipe);
  const wanted = tasks && TASK_GROUPS.find(({ choices }) => choices.some(({ value }) => value === tasks))?.model;
  const kept = BASE_MODELS.includes(model ?? '') ? undefined : model;
  return {
    tasks: tasks === DEFAULT_TASKS && (!own?.problems || own.staged) ? undefined : tasks,
    model: wanted === (own?.model ?? DEFAULT_MODEL) ? undefined : (wanted ?? kept),
    stages: own?.staged && tasks !== undefined ? 'none' : stages === 'none' ? undefined : stages,
  };
}

/** The base that knows the form of the chosen problems; undefined for the default. */
export const baseOf = ({ model: _, ...options }: OptionTexts) => chooseTasks(options, options.tasks).model;

/** The file that the command takes for the problems that somebody wrote in this page. */
export const OWN_TASKS_FILE = 'own.jsonl';
