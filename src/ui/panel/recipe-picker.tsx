import { chooseRecipe, RECIPE_CHOICES } from '../options/recipe-choice';
import type { Session } from '../session/session';

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
      <div class="segments">
        {SEGMENTS.map(({ value, label }) => (
          <label key={label}>
            <input type="radio" name="recipe" checked={value === chosen} onChange={() => choose(value)} />
            <span>{label}</span>
          </label>
        ))}
        <select
          aria-label="More recipes"
          class={other ? 'chosen' : ''}
          value={other ? chosen : ''}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="" disabled hidden>
            more…
          </option>
          {others.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
    </fieldset>
  );
}
