import { describe, expect, test } from 'vitest';
import type { TaggedValue } from '../../../src/sandbox/types';
import { readArguments, readExpected, textOfArguments, textOfExpected } from '../../../src/ui/own-task/values';

describe('what a person writes', () => {
  test.each<[string, TaggedValue]>([
    ['12', 12],
    [' -3.5 ', -3.5],
    ['"a\\n"', 'a\n'],
    ["'it'", 'it'],
    ['[1, [2], "x"]', [1, [2], 'x']],
    ['{a: 1, "b c": [true, null]}', { a: 1, 'b c': [true, null] }],
    ['undefined', { $: 'undefined' }],
    ['[NaN, -Infinity, -0, 12n]', [{ $: 'nan' }, { $: '-inf' }, { $: '-0' }, { $: 'bigint', v: '12' }]],
    ['new Set([1])', { $: 'set', v: [1] }],
    ['throws RangeError', { $: 'throws', v: 'RangeError' }],
    ['throws', { $: 'throws', v: null }],
    ['{"$": "regexp", "v": ["a+", "g"]}', { $: 'regexp', v: ['a+', 'g'] }],
  ])('%s', (text, value) => expect(readExpected(text)).toEqual(value));

  test('several arguments, one, and none', () => {
    expect(readArguments('2, [1, 2], "a, b"')).toEqual([2, [1, 2], 'a, b']);
    expect(readArguments('"x"')).toEqual(['x']);
    expect(readArguments('')).toEqual([]);
  });

  test.each([
    ['', 'is empty'],
    ['alert(1)', 'a call of alert is not a constant'],
    ['globalThis', 'the name globalThis is not a constant'],
    ['4 5', '"5" after the value'],
    ['[1, 2', 'breaks off'],
    ['x => x', 'a function'],
    ['{"$": "date", "v": "soon"}', 'not tagged JSON'],
  ])('%s is refused, never run', (text, message) => {
    expect(() => readExpected(text)).toThrow(message);
  });
});

const values: TaggedValue[] = [
  0,
  { $: '-0' },
  'a "quoted" \u2028 \\ text',
  [],
  [{ a: [{ $: 'nan' }] }],
  { $: 'map', v: [['k', { $: 'undefined' }]] },
  { $: 'typed', k: 'Uint8Array', v: [1, 2] },
  { $: 'obj', v: [['$', 1]] },
  [{ $: 'undefined' }, { $: 'regexp', v: ['a', 'i'] }],
  { $: 'date', v: null },
];
test.each(values.map((value) => ({ value })))('a value is written so that it is read again: %j', ({ value }) => {
  expect(readExpected(textOfExpected(value))).toEqual(value);
  expect(readArguments(textOfArguments([value, 1]))).toEqual([value, 1]);
});
