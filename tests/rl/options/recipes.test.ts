import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { RECIPES } from '../../../src/rl/options/recipes';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { openTaskSet } from '../../../src/tasks/registry';

describe.each(RECIPES.map((recipe) => [recipe.name, recipe] as const))('%s', (name, { paper, scale }) => {
  test("resolves, both scaled and with the paper's own numbers, and its run can be told again", () => {
    for (const recipe_scale of [true, false]) {
      const { options, warnings } = resolveOptions({ recipe: name, recipe_scale });
      expect(warnings).toEqual([]);
      for (const [option, { value }] of Object.entries(paper)) {
        const wanted = recipe_scale && option in scale ? scale[option] : value;
        expect(options[option as keyof typeof options], option).toEqual(wanted);
      }
      expect(resolveOptions(JSON.parse(JSON.stringify(options))).options).toEqual(options);
    }
  });

  test('every number has a source', () => {
    for (const { source } of Object.values(paper))
      expect(source).toMatch(/arXiv \d{4}\.\d{5}|script|code|blog|TRL|verl|nanochat/i);
  });

  test('starts from a model and asks for tasks that ship with Kata', () => {
    const { model, tasks } = resolveOptions({ recipe: name }).options;
    const files = readdirSync(fileURLToPath(new URL(`../../../${model}/`, import.meta.url)));
    expect(files).toEqual(expect.arrayContaining(['config.json', 'model.safetensors', 'tokenizer.json']));
    expect(openTaskSet(tasks).size('train')).toBeGreaterThan(0);
  });

  test('gives way to what is asked for', () => {
    const { options } = resolveOptions({ recipe: name, lr: 0.5, loss_type: 'sapo' });
    expect(options).toMatchObject({ recipe: name, learning_rate: 0.5, loss_type: 'sapo', run_name: `${name}-seed0` });
  });
});

test('an unknown recipe is refused with a guess', () => {
  expect(() => resolveOptions({ recipe: 'kleer' })).toThrow(
    'recipe: there is no "kleer"; did you mean klear? (klear, skywork-or1',
  );
});
