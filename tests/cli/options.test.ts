import { describe, expect, test } from 'vitest';
import { helpText, parseArguments } from '../../src/cli/options';
import { InputError } from '../../src/common/errors';
import { fieldsOf } from '../../src/common/options/fields';
import { evalOptions } from '../../src/rl/options/commands/eval';
import { trainOptions } from '../../src/rl/options/commands/train';
import { resolveOptions } from '../../src/rl/options/resolve';

const noFile = (path: string): string => {
  throw new Error(`no such file: ${path}`);
};
const parse = (line: string, files: Record<string, string> = {}, operands = 0) =>
  parseArguments(
    line.split(' ').filter((word) => word !== ''),
    trainOptions,
    (path) => files[path] ?? noFile(path),
    operands,
  );
const given = (line: string, files?: Record<string, string>) => parse(line, files).given;

describe('ways to write a flag', () => {
  test.each<[string, Record<string, unknown>]>([
    ['', {}],
    ['--max_steps 10', { max_steps: 10 }],
    ['--max-steps 10', { max_steps: 10 }],
    ['--max_steps=10', { max_steps: 10 }],
    ['--max-steps=10', { max_steps: 10 }],
    ['--learning_rate 3e-4', { learning_rate: 3e-4 }],
    ['--lr 1e-3', { learning_rate: 1e-3 }],
    ['--entropy_coef -0.5', { entropy_coef: -0.5 }],
    ['--entropy_coef -.5', { entropy_coef: -0.5 }],
    ['--drop_zero_advantage', { drop_zero_advantage: true }],
    ['--no-drop_zero_advantage', { drop_zero_advantage: false }],
    ['--no-drop-zero-advantage', { drop_zero_advantage: false }],
    ['--no_drop_zero_advantage', { drop_zero_advantage: false }],
    ['--drop_zero_advantage=false', { drop_zero_advantage: false }],
    ['--drop_zero_advantage false', { drop_zero_advantage: false }],
    ['--drop_zero_advantage --seed 1', { drop_zero_advantage: true, seed: 1 }],
    ['--levels 1,2', { levels: [1, 2] }],
    ['--delta none', { delta: null }],
    ['--tasks a=b.jsonl', { tasks: 'a=b.jsonl' }],
    ['--tasks=a=b.jsonl', { tasks: 'a=b.jsonl' }],
    ['--seed 1 --seed 2', { seed: 2 }],
    ['--clip_ratio_low .1 --epsilon .2', { epsilon: 0.2 }],
  ])('%s', (line, expected) => {
    expect(given(line)).toEqual(expected);
  });

  test('--json and --help are of every command', () => {
    expect(parse('--json --seed 1')).toMatchObject({ json: true, help: false, given: { seed: 1 } });
    expect(parse('--seed nonsense --help')).toMatchObject({ help: true });
    expect(parse('-h').help).toBe(true);
  });

  test('operands', () => {
    expect(parse('a.json --seed 1 b.json', {}, 2)).toMatchObject({
      positional: ['a.json', 'b.json'],
      given: { seed: 1 },
    });
    expect(parse('-- --seed', {}, 1)).toMatchObject({ positional: ['--seed'], given: {} });
    expect(parse('-', {}, 1).positional).toEqual(['-']);
    expect(() => parse('10')).toThrow('unexpected argument "10"');
    expect(() => parse('a b', {}, 1)).toThrow('unexpected argument "b"');
  });
});

describe('--config', () => {
  const files = { 'run.json': '{"max_steps": 5, "clip_ratio_high": 0.3, "levels": [1]}' };

  test('flags win over it wherever they stand, and under any name', () => {
    const expected = { max_steps: 5, epsilon_high: 0.4, levels: [1] };
    expect(given('--config run.json --epsilon_high .4', files)).toEqual(expected);
    expect(given('--epsilon_high=.4 --config=run.json', files)).toEqual(expected);
  });

  test('of two, the later wins', () => {
    const two = { ...files, 'b.json': '{"max-steps": 7}' };
    expect(given('--config run.json --config b.json', two)).toEqual({ max_steps: 7, epsilon_high: 0.3, levels: [1] });
  });

  test.each([
    ['--config none.json', 'config: cannot read none.json (no such file: none.json)'],
    ['--config bad.json', 'config: cannot read bad.json'],
    ['--config list.json', 'config: list.json must hold a JSON object'],
    ['--config null.json', 'config: null.json must hold a JSON object'],
    ['--config typo.json', 'config: typo.json: unknown option "max_stpes"; did you mean max_steps?'],
    ['--config twice.json', 'config: twice.json: epsilon: given twice'],
    ['--config', 'config: has no value'],
  ])('%s', (line, message) => {
    const bad = {
      'bad.json': '{"max_steps": ',
      'list.json': '[1]',
      'null.json': 'null',
      'typo.json': '{"max_stpes": 1}',
      'twice.json': '{"epsilon": 0.1, "clip_ratio": 0.1}',
    };
    expect(() => given(line, bad)).toThrow(InputError);
    expect(() => given(line, bad)).toThrow(message);
  });

  test('its values keep their JSON types, which the schema checks', () => {
    const parsed = given('--config run.json', { 'run.json': '{"max_steps": "5"}' });
    expect(() => resolveOptions(parsed)).toThrow('max_steps: "5" is not a whole number from 1');
  });
});

describe('bad input gets one line that names the flag', () => {
  test.each([
    ['--lerning_rate 1', 'unknown option "lerning_rate"; did you mean learning_rate?'],
    ['--no-seed', 'seed: must be a whole number'],
    ['--no-dropzero', 'unknown option "dropzero"'],
    ['--seed', 'seed: has no value; it must be a whole number'],
    ['--seed --json', 'seed: has no value'],
    ['--seed=', 'seed: an empty value is not a whole number'],
    ['--seed abc', 'seed: "abc" is not a whole number'],
    ['--levels 1,x', 'levels: "1,x" is not a list'],
    ['--loss_type ppo', 'loss_type: "ppo" is not one of'],
    ['--drop_zero_advantage=maybe', 'drop_zero_advantage: "maybe" is not true or false'],
    ['--drop_zero_advantage maybe', 'unexpected argument "maybe"'],
    ['--__proto__ 1', 'unknown option "__proto__"'],
    ['-x', 'unknown option "x"'],
  ])('%s', (line, message) => {
    expect(() => parse(line)).toThrow(InputError);
    expect(() => parse(line)).toThrow(message);
  });
});

test('help names every option with its default, in lines that fit', () => {
  for (const schema of [trainOptions, evalOptions]) {
    const text = helpText('kata eval [options]', 'Evaluates.', schema);
    for (const field of fieldsOf(schema)) expect(text).toMatch(new RegExp(`\n {2}--${field.name}\\b`));
    expect(text).toMatch(/^usage: kata eval \[options\]\n/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  }
  expect(helpText('kata train', 'Trains.', trainOptions)).toMatch(/default 3e-4\)/);
});
