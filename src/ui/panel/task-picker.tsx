import { useId } from 'preact/hooks';
import { recipeChoice } from '../options/recipe-choice';
import { chooseTasks, OWN_TASKS, TASK_GROUPS, TASK_NAMES, tasksOf } from '../options/task-choice';
import type { Session } from '../session/session';

/** The problems to train on. */
export function TaskPicker({ session }: { session: Session }) {
  const id = useId();
  const options = session.options.value;
  const chosen = tasksOf(options) ?? '';
  const ofRecipe = recipeChoice(options.recipe)?.problems;
  const hasOwn = session.problems.value !== undefined || chosen === OWN_TASKS;
  const named = chosen !== '' && chosen !== OWN_TASKS && !TASK_NAMES.includes(chosen);
  return (
    <div class="choice">
      <label class="label" for={id}>
        Task
      </label>
      <select
        id={id}
        value={chosen}
        onChange={({ currentTarget: { value } }) => session.setOptions(chooseTasks(options, value || undefined))}
      >
        {ofRecipe !== undefined && <option value="">the recipe's: {ofRecipe}</option>}
        {TASK_GROUPS.map(({ label, choices }) => (
          <optgroup key={label} label={label}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </optgroup>
        ))}
        {hasOwn && <option value={OWN_TASKS}>your own problems</option>}
        {named && <option value={chosen}>{chosen}</option>}
      </select>
    </div>
  );
}
