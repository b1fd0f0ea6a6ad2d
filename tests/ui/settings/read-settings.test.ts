import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../../src/common/options/fields';
import { formatValue } from '../../../src/common/options/option-text';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { RECIPES } from '../../../src/rl/options/recipes';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { optionValues } from '../../../src/ui/options/option-values';
import { PAGE_DEFAULTS } from '../../../src/ui/options/page-defaults';
import { BASE_MODELS } from '../../../src/ui/options/task-choice';
import { normalizeOptions } from '../../../src/ui/settings/normalize-options';
import { POSITIONS, readSettings } from '../../../src/ui/settings/read-settings';

const setting = (given: Record<string, string>, name: string) => readSettings(given).options.get(name)!;

describe('settings', () => {
  test.each<Record<string, string>>([
    {},
    ...RECIPES.map(({ name }) => ({ recipe: name })),
    { recipe: 'klear', recipe_scale: 'false' },
    { loss_type: 'grpo', epsilon: '0.1' },
  ])('of %j are what the run resolves them to', (given) => {
    const { options } = resolveOptions({ ...PAGE_DEFAULTS, ...optionValues(trainOptions, given) });
    const settings = readSettings(given);
    expect(settings.options.size).toBe(fieldsOf(trainOptions).length);
    expect(settings.conflict).toBeUndefined();
    for (const [name, { text }] of settings.options) {
      // These two are filled in last, from the others.
      if (name === 'run_name' || name === 'output_dir') continue;
      expect(text, name).toBe(formatValue(options[name as keyof typeof options]));
    }
  });

  test('say who sets a default, from where, and what the paper has', () => {
    expect(setting({}, 'delta')).toMatchObject({ default: 'none', by: 'schema', isSet: false });
    expect(setting({ loss_type: 'grpo' }, 'epsilon_high')).toMatchObject({ default: '0.2', by: 'loss_type' });
    const given = { recipe: 'klear', delta: '3' };
    expect(setting(given, 'delta')).toMatchObject({ text: '3', default: '10', by: 'recipe', isSet: true });
    expect(setting(given, 'delta').source).toContain('Klear');
    expect(setting(given, 'learning_rate')).toMatchObject({ default: '3e-4', paper: '5e-7' });
    expect(setting({ ...given, recipe_scale: 'false' }, 'learning_rate')).toMatchObject({ default: '5e-7' });
    expect(setting({ ...given, recipe_scale: 'false' }, 'learning_rate').paper).toBeUndefined();
  });

  test.each([
    [{ learning_rate: 'fast' }, 'learning_rate', '"fast" is not a number above 0'],
    [{ epsilon: '1.5' }, 'epsilon', '1.5 is not a number above 0 and below 1'],
    [{ loss_type: 'ppo' }, 'loss_type', '"ppo" is not one of '],
    [{ seed: '' }, 'seed', 'an empty value is not a whole number'],
    [{ stages: '[{"temprature":1}]' }, 'stages', 'temprature'],
    [{ recipe: 'clear' }, 'recipe', 'did you mean klear?'],
    [{ tasks: 'loops' }, 'tasks', 'did you mean "loop"?'],
    [{ tasks: 'mine.jsonl' }, 'tasks', 'Your task'],
    [{ max_completion_length: '100000' }, 'max_completion_length', '100000 leaves no room for a prompt'],
    [{ num_generations: '1' }, 'num_generations', 'every advantage zero'],
    [{ max_steps: '99999999999999999999' }, 'max_steps', '99999999999999999999 is beyond'],
  ])('say of %j what is wrong, at its place', (given: Record<string, string>, name, reason) => {
    expect(setting(given, name)).toMatchObject({ isSet: true, text: given[name] });
    expect(setting(given, name).wrong).toContain(reason);
    const others = [...readSettings(given).options.values()].filter(({ field }) => field.name !== name);
    expect(others.every(({ wrong }) => wrong === undefined)).toBe(true);
  });

  test('know the room of the models that come with the page', () => {
    for (const model of [...BASE_MODELS, 'models/interpreter']) {
      expect(JSON.parse(readFileSync(`${model}/config.json`, 'utf8')).max_position_embeddings).toBe(POSITIONS);
    }
    expect(setting({ max_completion_length: '255' }, 'max_completion_length').wrong).toBeUndefined();
  });

  test('say of a wrong value what the command line says', () => {
    const given = { learning_rate: 'fast' };
    expect(() => resolveOptions(optionValues(trainOptions, given))).toThrow(
      `learning_rate: ${setting(given, 'learning_rate').wrong}`,
    );
  });

  test('name what does not go together, and what has no effect', () => {
    expect(readSettings({ steps_per_generation: '40' }).conflict).toMatchObject({
      option: 'steps_per_generation',
      reason: expect.stringContaining('prompts_per_step 32'),
    });
    expect(setting({ loss_type: 'reinforce', delta: '3' }, 'delta').idle).toBe(
      'has no effect with loss_type reinforce',
    );
  });
});

describe('a tidy address', () => {
  test('has own names, no defaults and nothing unknown', () => {
    const { change, left } = normalizeOptions({
      lr: '1e-3',
      loss_type: 'dapo',
      seed: '00',
      speed: 'high',
      temperature: '1.5',
    });
    expect(change).toEqual({
      lr: undefined,
      learning_rate: '1e-3',
      loss_type: undefined,
      seed: undefined,
      speed: undefined,
    });
    expect(left).toEqual([expect.stringContaining('"speed"')]);
  });

  test('keeps what differs from the recipe, and what is wrong', () => {
    expect(normalizeOptions({ recipe: 'klear', loss_type: 'dapo', delta: '10', learning_rate: 'fast' }).change).toEqual(
      {
        delta: undefined,
      },
    );
  });

  test('of a link has nothing wrong either', () => {
    const { change, left } = normalizeOptions({ loss_type: 'nonsense', lr: 'fast', max_steps: '7' }, true);
    expect(change).toEqual({ loss_type: undefined, lr: undefined, learning_rate: undefined });
    expect(left).toEqual([
      expect.stringMatching(/^loss_type: "nonsense" is not one of/),
      expect.stringMatching(/^learning_rate: "fast" is not/),
    ]);
  });

  test('keeps the first of two names of an option', () => {
    const { change, left } = normalizeOptions({ learning_rate: '1e-3', lr: '2e-3' });
    expect(change).toEqual({ lr: undefined });
    expect(left).toEqual(['lr is learning_rate once more']);
  });

  test('of the first edition has the words of today', () => {
    const { change, left } = normalizeOptions({ bypass_mode: 'false', truncation: 'maskTokens' });
    expect(change).toEqual({ bypass_mode: undefined, recompute_old_logprobs: 'true', truncation: 'mask_tokens' });
    expect(left).toEqual([]);
  });

  test('means the same run', () => {
    const given = { recipe: 'dapo', loss_type: 'dapo', epsilon: '0.20', lr: '2e-4', clip_ratio_c: 'none', n: '16' };
    const { change } = normalizeOptions(given);
    const kept = Object.entries({ ...given, ...change }).filter((entry): entry is [string, string] => !!entry[1]);
    const resolved = (texts: Record<string, string>) => resolveOptions(optionValues(trainOptions, texts)).options;
    expect(kept.length).toBeLessThan(Object.keys(given).length);
    expect(resolved(Object.fromEntries(kept))).toEqual(resolved(given));
  });
});
