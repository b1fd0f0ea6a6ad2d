import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../src/cli/options';
import { InputError } from '../../../src/common/errors';
import { fieldsOf } from '../../../src/common/options/fields';
import { checkOptions, type GivenOptions } from '../../../src/common/options/given';
import { formatValue, parseValue } from '../../../src/common/options/option-text';
import { getLoss, LOSS_TYPES } from '../../../src/losses/options';
import { evalOptions } from '../../../src/rl/options/commands/eval';
import { sampleOptions } from '../../../src/rl/options/commands/sample';
import { sftOptions } from '../../../src/rl/options/commands/sft';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { resolveEvalOptions, resolveOptions, resolveSftOptions } from '../../../src/rl/options/resolve';

const schemas = { trainOptions, sftOptions, evalOptions, sampleOptions };
const optionsOf = (given: GivenOptions) => resolveOptions(given).options;
const refusal = (resolve: () => unknown): string => {
  try {
    resolve();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('was not refused');
};

describe.each(Object.entries(schemas))('%s', (_, schema) => {
  const fields = fieldsOf(schema);

  test('every option says what it is, has a group and a default', () => {
    for (const field of fields) {
      expect(field.description, field.name).toMatch(/\S.*\.$/s);
      expect(field.group, field.name).not.toBe('other');
      expect(field.required, field.name).toBe(false);
      expect(field.name).toMatch(/^[a-z][a-z0-9_]*$/);
    }
  });

  test('no name means two options', () => {
    const names = fields.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('the defaults are right values, and their text reads back as them', () => {
    const defaults = checkOptions(schema, {}) as Record<string, unknown>;
    for (const field of fields)
      expect(parseValue(field, formatValue(defaults[field.name])), field.name).toEqual(defaults[field.name]);
  });
});

describe('loss_type sets defaults, and explicit options win', () => {
  test.each([
    ['grpo', { epsilon: 0.2, epsilon_high: 0.2, loss_aggregation: 'seq-mean-token-mean', scale_rewards: 'group' }],
    ['dapo', { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean' }],
    ['gppo', { epsilon: 0.2, epsilon_high: 0.28, loss_aggregation: 'token-mean', gppo_beta_low: 1, gppo_beta_high: 1 }],
    ['cispo', { cispo_min: 0, cispo_max: 5, loss_aggregation: 'token-mean' }],
    ['dr_grpo', { epsilon_high: 0.2, loss_aggregation: 'seq-mean-token-sum-norm', scale_rewards: 'none' }],
    ['reinforce', { loss_aggregation: 'token-mean' }],
  ])('%s', (loss_type, expected) => {
    expect(optionsOf({ loss_type })).toMatchObject(expected);
    const given = { loss_type, epsilon_high: 0.4, loss_aggregation: 'seq-mean-token-sum', scale_rewards: 'batch' };
    expect(optionsOf(given)).toMatchObject(given);
  });

  test('a symmetric clip follows epsilon, a higher one does not', () => {
    expect(optionsOf({ loss_type: 'grpo', epsilon: 0.1 })).toMatchObject({ epsilon: 0.1, epsilon_high: 0.1 });
    expect(optionsOf({ loss_type: 'grpo', clip_ratio_low: 0.1 })).toMatchObject({ epsilon: 0.1, epsilon_high: 0.1 });
    expect(optionsOf({ loss_type: 'gppo', epsilon: 0.1 })).toMatchObject({ epsilon: 0.1, epsilon_high: 0.28 });
  });

  test('what was given is told apart from what was filled in', () => {
    expect(resolveOptions({ 'clip-ratio-high': 0.3, lr: 1e-4 }).explicit.sort()).toEqual([
      'epsilon_high',
      'learning_rate',
    ]);
    expect(resolveOptions({ seed: undefined }).explicit).toEqual([]);
  });

  test('the options of a run, given again, give the same run without a word', () => {
    for (const loss_type of LOSS_TYPES) {
      const { options } = resolveOptions({ loss_type, seed: 3 });
      const again = resolveOptions(JSON.parse(JSON.stringify(options)));
      expect(again.options).toEqual(options);
      expect(again.warnings).toEqual([]);
    }
  });
});

describe('names of other trainers', () => {
  test.each([
    ['clip_ratio_low', 0.1, 'epsilon'],
    ['clip_ratio_high', 0.3, 'epsilon_high'],
    ['clip_ratio_c', 3, 'delta'],
    ['gppo_loss_beta1', 0.25, 'gppo_beta_low'],
    ['gppo_loss_beta2', 0.5, 'gppo_beta_high'],
    ['kl_loss_coef', 0.01, 'beta'],
    ['entropy_coeff', 0.01, 'entropy_coef'],
    ['loss_agg_mode', 'seq-mean-token-sum', 'loss_aggregation'],
    ['adv_estimator', 'rloo', 'advantage_estimator'],
    ['ppo_epochs', 2, 'num_iterations'],
    ['response_length', 32, 'max_completion_length'],
    ['train_batch_size', 16, 'prompts_per_step'],
    ['n', 4, 'num_generations'],
  ] as const)('%s', (alias, value, name) => {
    expect(optionsOf({ [alias]: value })[name]).toBe(value);
  });

  test('one option under two names is refused, even with one value', () => {
    expect(refusal(() => optionsOf({ epsilon: 0.1, clip_ratio_low: 0.1 }))).toMatch(/epsilon.*twice.*clip_ratio_low/);
    expect(refusal(() => optionsOf({ max_steps: 1, 'max-steps': 1 }))).toMatch(/max_steps.*twice/);
  });
});

describe('bad input gets one line that names the option, its value and what is right', () => {
  test.each<[GivenOptions, string]>([
    [{ learning_rat: 1 }, 'unknown option "learning_rat"; did you mean learning_rate?'],
    [{ 'clip-ratio-hihg': 1 }, 'did you mean clip_ratio_high?'],
    [{ zzzzzz: 1 }, 'unknown option "zzzzzz"'],
    [{ constructor: 1 }, 'unknown option "constructor"'],
    [JSON.parse('{"__proto__": {"seed": 1}}'), 'unknown option "__proto__"'],
    [{ learning_rate: '1e-3' }, 'learning_rate: "1e-3" is not a number above 0'],
    [{ learning_rate: 0 }, 'learning_rate: 0 is not a number above 0'],
    [{ learning_rate: Number.NaN }, 'learning_rate: NaN is not'],
    [{ learning_rate: Number.POSITIVE_INFINITY }, 'learning_rate: Infinity is not'],
    [{ seed: 1.5 }, 'seed: 1.5 is not a whole number from 0 to 4294967295'],
    [{ seed: 2 ** 32 }, 'seed: 4294967296 is not'],
    [{ max_steps: 0 }, 'max_steps: 0 is not a whole number from 1'],
    [{ max_steps: null }, 'max_steps: null is not'],
    [{ epsilon: 1 }, 'epsilon: 1 is not a number above 0 and below 1'],
    [{ min_p: 1.5 }, 'min_p: 1.5 is not a number from 0 to 1'],
    [{ top_p: 1.5 }, 'top_p: 1.5 is not a number above 0 and up to 1'],
    [{ delta: 1 }, 'delta: 1 is not a number above 1, or none'],
    [{ loss_type: 'ppo' }, 'loss_type: "ppo" is not one of reinforce, reinforce_is, grpo'],
    [{ loss_type: 'bnpo' }, 'loss_type: bnpo averages over each micro-batch'],
    [{ loss_agg_mode: 'bnpo' }, 'it is loss_type dapo with epsilon_high 0.2 (loss_aggregation token-mean)'],
    [{ drop_zero_advantage: 'yes' }, 'drop_zero_advantage: "yes" is not true or false'],
    [{ levels: [] }, 'levels: [] is not a list of one or more'],
    [{ levels: [1, 0] }, 'levels: [1,0] is not a list'],
    [{ tasks: '' }, 'tasks: "" is not a text that is not empty'],
    [{ num_generations: 1 }, 'num_generations: 1 leaves every advantage zero'],
    [{ steps_per_generation: 64 }, 'steps_per_generation: 64 minibatches cannot be cut from prompts_per_step 32'],
    [{ loss_type: 'cispo', cispo_min: 2, cispo_max: 1 }, 'cispo_min: 2 is above cispo_max 1'],
  ])('%j', (given, message) => {
    expect(refusal(() => resolveOptions(given))).toContain(message);
  });

  test('training on truncated samples is refused, with the reason; sampling may truncate', () => {
    expect(refusal(() => optionsOf({ top_k: 50 }))).toMatch(/^top_k: .*another distribution/);
    expect(refusal(() => optionsOf({ top_p: 0.95 }))).toMatch(/^top_p: .*another distribution/);
    expect(refusal(() => optionsOf({ min_p: 0.1 }))).toMatch(/^min_p: .*another distribution/);
    expect(checkOptions(sampleOptions, { top_k: 50, top_p: 0.95 })).toMatchObject({ top_k: 50, top_p: 0.95 });
  });

  test('training needs a temperature; evaluation may be greedy', () => {
    expect(refusal(() => optionsOf({ temperature: 0 }))).toContain('temperature: 0 is not a number above 0');
    expect(resolveEvalOptions({ temperature: 0 }).temperature).toBe(0);
  });

  test('one sample a group is enough without a baseline', () => {
    expect(optionsOf({ num_generations: 1, advantage_estimator: 'reinforce' }).num_generations).toBe(1);
  });

  test('pass@k needs k samples', () => {
    expect(refusal(() => resolveEvalOptions({ samples: 4 }))).toContain('samples: 4 are too few for pass@8');
    expect(resolveEvalOptions({ samples: 8, k: [8] }).k).toEqual([8]);
  });

  test('heads must fit the width', () => {
    expect(refusal(() => resolveSftOptions({ num_attention_heads: 5 }))).toContain('num_attention_heads: 5 heads');
    expect(refusal(() => resolveSftOptions({ hidden_size: 12, num_attention_heads: 4 }))).toContain('even widths');
    expect(refusal(() => resolveSftOptions({ num_key_value_heads: 3 }))).toContain(
      'num_key_value_heads: 3 does not divide',
    );
    expect(resolveSftOptions({ num_key_value_heads: 2 }).num_key_value_heads).toBe(2);
  });
});

describe('an option that the others leave without effect is said aloud', () => {
  test("TRL's epsilon_high is not the cap of CISPO here", () => {
    expect(resolveOptions({ loss_type: 'cispo', epsilon_high: 5 }).warnings).toEqual([
      { option: 'epsilon_high', reason: 'has no effect with loss_type cispo, which reads cispo_min, cispo_max' },
    ]);
  });

  test('options of other losses, of no KL and of no scale', () => {
    expect(resolveOptions({ loss_type: 'dapo', gppo_beta_low: 0.5 }).warnings).toHaveLength(1);
    expect(resolveOptions({ loss_type: 'reinforce', delta: 3 }).warnings).toHaveLength(1);
    expect(resolveOptions({ kl_estimator: 'k1' }).warnings).toHaveLength(1);
    expect(resolveOptions({ advantage_estimator: 'rloo', scale_rewards: 'batch' }).warnings).toHaveLength(1);
    expect(resolveOptions({ recipe: 'klear', tasks: 'loop' }).warnings).toHaveLength(1);
  });

  test('an option whose need no stage meets', () => {
    const stages = (...rows: object[]) => rows.map((row, i) => ({ ...row, ...(i === 0 && { until: { step: 1 } }) }));
    const warned = (given: GivenOptions) => resolveOptions(given).warnings.map(({ option }) => option);
    expect(warned({ format_reward: 0.1 })).toEqual(['format_reward']);
    expect(warned({ format_reward: 0.1, stages: stages({}, { max_tool_calls: 2 }) })).toEqual([]);
    expect(warned({ curriculum_order: 'potential', stages: stages({}, {}) })).toEqual(['curriculum_order']);
    expect(warned({ curriculum_order: 'potential', stages: stages({ curriculum_frac: 0.5 }, {}) })).toEqual([]);
    expect(warned({ temperature: 2, stages: stages({ temperature: 1 }, { temperature: 0.5 }) })).toEqual([
      'temperature',
    ]);
  });

  test('needs name options, and values that these may have', () => {
    const fields = fieldsOf(trainOptions);
    for (const { name, needs } of fields) {
      for (const [other, need] of Object.entries(needs)) {
        const field = fields.find((candidate) => candidate.name === other);
        expect(field, `${name} needs ${other}`).toBeDefined();
        const values = 'one_of' in need ? need.one_of : 'not' in need ? [need.not] : [];
        for (const value of values) expect(() => checkOptions(trainOptions, { [other]: value })).not.toThrow();
      }
    }
  });

  test('an option that is read, or that changes nothing, is not', () => {
    expect(resolveOptions({ loss_type: 'gppo', gppo_beta_low: 0.5, delta: 10, epsilon: 0.1 }).warnings).toEqual([]);
    expect(resolveOptions({ loss_type: 'reinforce', delta: null, epsilon: 0.2 }).warnings).toEqual([]);
    expect(resolveOptions({ kl_estimator: 'k1', beta: 0.01 }).warnings).toEqual([]);
    expect(resolveOptions({ recipe: 'klear', tasks: 'loop', stages: null }).warnings).toEqual([]);
  });
});

describe('names and values of the first edition', () => {
  test('mean what they meant', () => {
    for (const [was, is] of [
      ['zeroAdvantage', 'zero_advantage'],
      ['maskTokens', 'mask_tokens'],
      ['dropBeforeStats', 'drop_before_stats'],
    ]) {
      expect(optionsOf({ truncation: was }).truncation).toBe(is);
      const { stages } = optionsOf({ stages: [{ truncation: was, lr: 0.5, until: { step: 1 } }, {}] });
      expect(stages?.[0]).toEqual({ truncation: is, learning_rate: 0.5, until: { step: 1 } });
    }
    expect(optionsOf({ bypass_mode: false }).recompute_old_logprobs).toBe(true);
    expect(optionsOf({ bypass_mode: true }).recompute_old_logprobs).toBe(false);
  });

  test('as flags', () => {
    const given = (...argv: string[]) => parseArguments(argv, trainOptions, () => '').given;
    expect(given('--bypass_mode', '--truncation', 'maskTokens')).toEqual({
      recompute_old_logprobs: false,
      truncation: 'mask_tokens',
    });
    for (const argv of [['--no-bypass-mode'], ['--bypass_mode', 'false'], ['--recompute_old_logprobs']]) {
      expect(given(...argv)).toEqual({ recompute_old_logprobs: true });
    }
  });

  test('in the folder of a run', () => {
    const config = JSON.parse(readFileSync('tests/golden/first-edition-run/config.json', 'utf8'));
    expect(config).toMatchObject({ bypass_mode: false, truncation: 'zeroAdvantage' });
    expect(optionsOf(config)).toMatchObject({
      ...{ recipe: 'deepcoder', recompute_old_logprobs: true, truncation: 'zero_advantage' },
      stages: [{ name: 'short', truncation: 'mask_tokens' }, { name: 'long' }],
    });
  });

  test('a wrong value is named as it was given', () => {
    expect(refusal(() => resolveOptions({ truncation: 'toString' }))).toContain('truncation: "toString" is not one of');
    expect(refusal(() => resolveOptions({ bypass_mode: 1, recompute_old_logprobs: true }))).toContain('given twice');
  });
});

test('a run is named after its loss and seed', () => {
  expect(optionsOf({ seed: 7, loss_type: 'gppo' }).output_dir).toBe('runs/gppo-seed7');
  expect(optionsOf({ run_name: 'mine' }).output_dir).toBe('runs/mine');
  expect(optionsOf({ run_name: 'mine', output_dir: 'out' }).output_dir).toBe('out');
});

test('every loss reads the clip bounds it sets', () => {
  for (const { defaults, options } of LOSS_TYPES.map(getLoss)) {
    for (const name of ['epsilon', 'epsilon_high'] as const) {
      if (defaults[name] !== undefined) expect(options).toContain(name);
    }
  }
});
