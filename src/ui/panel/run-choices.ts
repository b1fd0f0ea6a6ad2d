/** The choices of the panel in words, to tell what the run in view was made with where the panel says otherwise by now. */
import type { OptionTexts } from '../options/hash-options';
import { LOSS_CHOICES, lossOf } from '../options/loss-choice';
import { recipeChoice } from '../options/recipe-choice';
import { OWN_TASKS, TASK_GROUPS, tasksOf } from '../options/task-choice';
import type { Session } from '../session/session';

function task(options: OptionTexts): string {
  const name = tasksOf(options);
  if (name === undefined) return recipeChoice(options.recipe)?.problems ?? 'the problems of its recipe';
  if (name === OWN_TASKS) return 'your own problems';
  return TASK_GROUPS.flatMap(({ choices }) => choices).find(({ value }) => value === name)?.label ?? name;
}

const recipe = ({ recipe: name }: OptionTexts): string =>
  name === undefined ? 'the default recipe' : (recipeChoice(name)?.label ?? name);

function loss(options: OptionTexts): string {
  const name = lossOf(options);
  return LOSS_CHOICES.find(({ value }) => value === name)?.label ?? name;
}

/** The task, recipe and loss of a run, as far as they are others than the panel's. */
export const differentChoices = (run: OptionTexts, panel: OptionTexts): string[] =>
  [task, recipe, loss].filter((choice) => choice(run) !== choice(panel)).map((choice) => choice(run));

/** The same of the run in view; none where there is none. */
export function choicesOfRunInView({ live, asked, options }: Session): string[] {
  const { info } = live.value;
  // Of a recorded run only its options are known, not how they were asked for.
  const recorded = info && { loss_type: String(info.options.loss_type), tasks: String(info.options.tasks) };
  const run = asked.value ?? recorded;
  return run ? differentChoices(run, options.value) : [];
}
