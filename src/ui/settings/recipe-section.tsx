import { formatValue } from '../../common/options/option-text';
import { RECIPES } from '../../rl/options/recipes';
import { HeadRow } from '../common/head-row';
import { Checkbox, Segments } from '../common/inputs';
import { chooseRecipe, RECIPE_CHOICES } from '../options/recipe-choice';
import type { Session } from '../session/session';
import type { Settings } from './read-settings';
import { settingId } from './setting-row';

/** In the registry's order. */
const CHOICES = [
  { value: undefined, label: 'Default' },
  ...RECIPES.map(({ name }) => RECIPE_CHOICES.find(({ value }) => value === name)!),
];

/** The published system to start from: what it is, and every value that it sets. */
export function RecipeSection({ session, settings: { options, recipe } }: { session: Session; settings: Settings }) {
  const { text, wrong } = options.get('recipe')!;
  const scaled = options.get('recipe_scale')!.text === 'true';
  return (
    <section aria-label="Recipe" class="recipe">
      <fieldset id={settingId('recipe')} tabIndex={-1}>
        <legend>
          <h2>Recipe</h2>
        </legend>
        <Segments
          name="settings-recipe"
          choices={CHOICES}
          chosen={text === 'none' ? undefined : text}
          onChoose={(name) => session.setOptions(chooseRecipe(session.options.value, name))}
        />
      </fieldset>
      {wrong !== undefined && (
        <p class="bad" role="alert">
          {wrong}
        </p>
      )}
      {recipe ? (
        <p>
          <b>{recipe.title}.</b> {recipe.description}
        </p>
      ) : (
        <p>
          <b>No published system.</b> Kata's own defaults: a small batch, four updates a rollout and a high learning
          rate, so that a model of 0.1 million parameters learns in minutes.
        </p>
      )}
      {recipe && (
        <>
          <Checkbox
            class="check"
            checked={scaled}
            onCheck={(scale) => session.setOptions({ recipe_scale: scale ? undefined : 'false' })}
          >
            scaled to this model: lengths, batch and learning rate are not those of the paper
          </Checkbox>
          <details>
            <summary>What it sets, and where each value is from</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by the keyboard as well */}
            <section class="scrolls" aria-label="Values of the recipe" tabIndex={0}>
              <table>
                <HeadRow columns={['option', 'here', 'the system', 'source']} />
                <tbody>
                  {[...new Set([...Object.keys(recipe.paper), ...(scaled ? Object.keys(recipe.scale) : [])])].map(
                    (name) => {
                      const paper = recipe.paper[name];
                      const here = options.get(name)!.default;
                      const own = paper ? formatValue(paper.value) : '';
                      return (
                        <tr key={name} class={paper && options.get(name)!.paper !== undefined ? 'scaled' : ''}>
                          <th scope="row">
                            <code>{name}</code>
                          </th>
                          <td>
                            <code>{here}</code>
                          </td>
                          <td>
                            <code>{own}</code>
                          </td>
                          <td>
                            {paper?.source ?? 'scaled'}
                            {paper?.note && <span class="label"> {paper.note}</span>}
                          </td>
                        </tr>
                      );
                    },
                  )}
                </tbody>
              </table>
            </section>
            <p class="label">In what else it differs from the paper:</p>
            <ul>
              {recipe.deviations.map((deviation) => (
                <li key={deviation}>{deviation}</li>
              ))}
            </ul>
          </details>
        </>
      )}
    </section>
  );
}
