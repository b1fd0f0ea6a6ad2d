import { expect, test } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../../src/common/errors';
import { expectation, fieldsOf } from '../../../src/common/options/fields';
import { formatValue, parseValue } from '../../../src/common/options/option-text';

const schema = z.object({
  rate: z.number().positive().default(1),
  count: z.int().min(1).default(1),
  on: z.boolean().default(false),
  name: z.string().default(''),
  mode: z.enum(['a', 'b']).default('a'),
  sizes: z.array(z.int()).default([]),
  cap: z.number().min(0).max(9).nullable().default(null),
});
const fields = Object.fromEntries(fieldsOf(schema).map((field) => [field.name, field]));

test('a whole number that a computer cannot count to is named as it was typed', () => {
  expect(() => parseValue(fields.count, '99999999999999999999')).toThrow(
    'count: 99999999999999999999 is beyond the whole numbers that are exact; give a whole number from 1',
  );
});

test.each<[string, string, unknown]>([
  ['rate', '3e-4', 3e-4],
  ['rate', '-.5', -0.5],
  ['rate', '5.', 5],
  ['count', '12', 12],
  ['on', 'true', true],
  ['on', 'false', false],
  ['name', 'none', 'none'],
  ['name', '', ''],
  ['name', 'a=b,c', 'a=b,c'],
  ['mode', 'b', 'b'],
  ['sizes', '1,2, 3', [1, 2, 3]],
  ['cap', '2', 2],
  ['cap', 'none', null],
  ['cap', 'null', null],
])('%s %j is %j', (name, text, value) => {
  expect(parseValue(fields[name], text)).toEqual(value);
});

test.each([
  ['rate', ''],
  ['rate', ' '],
  ['rate', 'abc'],
  ['rate', '1e'],
  ['rate', '1,5'],
  ['rate', 'NaN'],
  ['rate', 'Infinity'],
  ['rate', '0x10'],
  ['rate', 'none'],
  ['on', 'yes'],
  ['on', 'toString'],
  ['mode', 'c'],
  ['sizes', ''],
  ['sizes', '1,,2'],
  ['sizes', '1,a'],
])('%s %j is refused by name', (name, text) => {
  expect(() => parseValue(fields[name], text)).toThrow(InputError);
  expect(() => parseValue(fields[name], text)).toThrow(new RegExp(`^${name}: `));
});

test('text of values reads back', () => {
  for (const [name, value] of [
    ['rate', 1e-8],
    ['rate', 0.1 + 0.2],
    ['rate', -1.5e-7],
    ['rate', 1e21],
    ['sizes', [1, 2]],
    ['cap', null],
    ['on', true],
  ] as const) {
    expect(parseValue(fields[name], formatValue(value))).toEqual(value);
  }
  expect(formatValue(3e-4)).toBe('3e-4');
});

test('what is right is said in words', () => {
  expect(Object.values(fields).map(expectation)).toEqual([
    'a number above 0',
    'a whole number from 1',
    'true or false',
    'a text',
    'one of a, b',
    'a list, each a whole number',
    'a number from 0 to 9, or none',
  ]);
});
