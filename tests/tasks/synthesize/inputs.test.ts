import { expect, test } from 'vitest';
import { Random } from '../../../src/common/random';
import { isLike, learn } from '../../../src/tasks/synthesize/domain';
import { candidateInputs, type Input, inputText } from '../../../src/tasks/synthesize/inputs';

const made = (known: Input[], options: { candidates?: number; beyond?: boolean; taken?: string[] } = {}) => {
  const { candidates = 120, beyond = true, taken = [] } = options;
  return candidateInputs(known, new Set(taken), { candidates, beyond }, new Random(3));
};
const valuesOf = (...values: Input[0][]) => made(values.map((value) => [value])).map(([value]) => value);

test('all inputs are different, none is taken, and the same seed gives the same', () => {
  const known: Input[] = [
    [[3, 1], 'ab'],
    [[2], 'c d'],
  ];
  const inputs = made(known, { taken: known.map(inputText) });
  expect(inputs).toHaveLength(120);
  const texts = inputs.map(inputText);
  expect(new Set([...texts, ...known.map(inputText)]).size).toBe(122);
  expect(made(known, { taken: known.map(inputText) })).toEqual(inputs);
});

test('the edges of each type are among them', () => {
  const numbers = valuesOf(3, 12);
  expect(numbers).toEqual(expect.arrayContaining([0, 1, -1, 2, 13, 120]));
  expect(numbers.every(Number.isInteger)).toBe(true);
  expect(valuesOf(0.5, 2).some((value) => !Number.isInteger(value))).toBe(true);
  const texts = valuesOf('ab', 'a,b') as string[];
  expect(texts).toEqual(expect.arrayContaining(['', 'a', 'AB', '😀']));
  expect(Math.max(...texts.map(({ length }) => length))).toBe(40);
  const lists = valuesOf([1, 3, 2], [5]) as number[][];
  expect(lists).toEqual(expect.arrayContaining([[], [1, 1], [2, 3, 1], [1, 1, 1]]));
  const nested = valuesOf([[1], [2, 3]]) as number[][][];
  expect(nested).toEqual(expect.arrayContaining([[], [[]]]));
  expect(new Set(valuesOf(true))).toEqual(new Set([true, false]));
});

test('records hold the keys seen, and pairs stay pairs', () => {
  const records = valuesOf({ name: 'ann', age: 3 }, { name: 'bo', age: 40, tall: true }) as object[];
  for (const record of records) {
    expect(Object.keys(record)).toEqual(expect.arrayContaining(['name', 'age']));
    expect(Object.keys(record).length).toBeLessThan(4);
  }
  expect(records.some((record) => 'tall' in record)).toBe(true);
  expect(records.some((record) => !('tall' in record))).toBe(true);
  for (const value of valuesOf(['a', 1], ['b', 2])) {
    expect(value).toEqual([expect.any(String), expect.any(Number)]);
  }
});

test('lists that always rise go on rising', () => {
  const lists = valuesOf([1, 4, 9], [2, 3], [7]) as number[][];
  expect(lists.some(({ length }) => length > 4)).toBe(true);
  for (const list of lists) expect(list).toEqual(list.toSorted((a, b) => a - b));
});

test('nothing beyond what is known where it is not asked for', () => {
  const known = [[2, 'ab', [1, 2]] as Input, [9, 'b', [5]] as Input];
  const inputs = made(known, { beyond: false });
  expect(inputs.length).toBeGreaterThan(60);
  for (const [number, text, list] of inputs as [number, string, number[]][]) {
    expect(number >= 2 && number <= 9).toBe(true);
    expect(text).toMatch(/^[ab]{1,2}$/);
    expect(list.length >= 1 && list.length <= 2 && list.every((item) => item >= 1 && item <= 5)).toBe(true);
  }
});

test('what JSON lacks comes as it was seen, and arguments may be missing', () => {
  const map = { $: 'map', v: [['a', 1]] };
  expect(new Set(valuesOf(map, null))).toEqual(new Set([map, null]));
  const arities = new Set(made([[1, 2], [3]]).map(({ length }) => length));
  expect(arities).toEqual(new Set([1, 2]));
});

test('a domain holds what it was learned from', () => {
  const values: Input = [1, 'a', [], [[1, 'a']], { a: 1 }, { a: { b: null } }, true, { $: 'nan' }];
  for (const value of values) expect(isLike(learn(values), value)).toBe(true);
  expect(isLike(learn([1, 2]), 1.5)).toBe(false);
  expect(isLike(learn([{ a: 1 }]), { b: 1 })).toBe(false);
});
