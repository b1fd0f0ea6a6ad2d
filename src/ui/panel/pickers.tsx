/** The choices of the panel: what to train on, and how. */
import { useId } from 'preact/hooks';
import { Options, Segments } from '../common/inputs';
import { defaultLoss, LOSS_CHOICES, lossOf } from '../options/loss-choice';
import { chooseRecipe, RECIPE_CHOICES, recipeChoice } from '../options/recipe-choice';
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
            <Options choices={choices} />
          </optgroup>
        ))}
        {hasOwn && <option value={OWN_TASKS}>your own problems</option>}
        {named && <option value={chosen}>{chosen}</option>}
      </select>
    </div>
  );
}

const [first, second, ...others] = RECIPE_CHOICES;
const SEGMENTS = [{ value: undefined, label: 'Default' }, first, second];

/** A published system whose options a run starts from. */
export function RecipePicker({ session }: { session: Session }) {
  const chosen = session.options.value.recipe;
  const other = others.some(({ value }) => value === chosen);
  const choose = (recipe: string | undefined) => session.setOptions(chooseRecipe(session.options.value, recipe));
  return (
    <fieldset class="choice">
      <legend class="label">Recipe</legend>
      <Segments name="recipe" choices={SEGMENTS} chosen={chosen} onChoose={choose}>
        <select
          aria-label="More recipes"
          class={other ? 'chosen' : ''}
          value={other ? chosen : ''}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="" disabled hidden>
            more…
          </option>
          <Options choices={others} />
        </select>
      </Segments>
    </fieldset>
  );
}

const LOSSES = LOSS_CHOICES.map(({ value, label, idea }) => ({ value: value as string, label, title: idea }));

/** The loss to train with. */
export function LossPicker({ session }: { session: Session }) {
  const chosen = lossOf(session.options.value);
  const choose = (loss: string) =>
    session.setOptions({ loss_type: loss === defaultLoss(session.options.value) ? undefined : loss });
  return (
    <fieldset class="choice">
      <legend class="label">Loss</legend>
      <Segments name="loss_type" choices={LOSSES} chosen={chosen} onChoose={choose} />
    </fieldset>
  );
}
