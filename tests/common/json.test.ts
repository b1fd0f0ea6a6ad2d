import { expect, test } from 'vitest';
import { InputError } from '../../src/common/errors';
import { formatJsonl, isObject, parseJsonl, readJsonl, readJsonRows } from '../../src/common/json';

test('the rows of a JSONL text know their lines; blank lines count as lines and hold no row', () => {
  expect(readJsonl('{"a":1}\n\n  \n2\n', 'log')).toEqual([
    { value: { a: 1 }, where: 'log, line 1', line: 1 },
    { value: 2, where: 'log, line 4', line: 4 },
  ]);
  expect(() => parseJsonl('1\n\n{"a":', 'log')).toThrow(InputError);
  expect(() => parseJsonl('1\n\n{"a":', 'log')).toThrow(/^log, line 3: not JSON \(/);
});

test('what is written is read again', () => {
  const values = [{ a: [1, null] }, 'é\n', 0.1];
  expect(parseJsonl(formatJsonl(values), 'log')).toEqual(values);
});

test('rows may come as one array, too', () => {
  expect(readJsonRows(' [1,\n2]', 'file')).toEqual([
    { value: 1, where: 'file, row 1', line: 1 },
    { value: 2, where: 'file, row 2', line: 2 },
  ]);
  expect(readJsonRows('1\n2', 'file')[1].where).toBe('file, line 2');
  expect(() => readJsonRows('[1', 'file')).toThrow(/^file: not JSON \(/);
});

test('neither null nor an array is an object', () => {
  expect([{}, null, [], 'x', 1].map(isObject)).toEqual([true, false, false, false, false]);
});
