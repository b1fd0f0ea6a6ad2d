import { describe, expect, test } from 'vitest';
import { Random } from '../../src/common/random';
import { textAgrees } from '../../src/sandbox/compare';
import { decode } from '../../src/sandbox/decode';
import { Engine } from '../../src/sandbox/engine';
import type { Compare, TaggedValue } from '../../src/sandbox/types';
import { canonical } from '../../src/sandbox/values';
import { verdict } from './corpus';
import { randomValue } from './random-value';
import { quickjsWasm } from './wasm';

const engine = new Engine(quickjsWasm);
const nan: TaggedValue = { $: 'nan' };
const infinity: TaggedValue = { $: 'inf' };

async function status(compare: Compare, result: string, expected: TaggedValue): Promise<string> {
  const task = { entry: 'f', tests: [{ args: [], expected }], compare };
  return verdict(await engine.judge({ task, program: `const f = () => (${result});` })).status;
}

describe('values', () => {
  test('canonical text of 500 random values reads back as the same value', () => {
    const random = new Random(4, 'compare');
    for (let i = 0; i < 500; i++) {
      const text = canonical(randomValue(random));
      expect(canonical(decode(text))).toBe(text);
    }
  });

  test('a random value agrees with itself by every policy', async () => {
    const random = new Random(5, 'compare');
    for (const mode of ['strict', 'loose', 'float', 'tokens', 'json'] as const) {
      for (let i = 0; i < 60; i++) {
        const value = randomValue(random);
        const compare: Compare = { mode, unordered: i % 2 === 1 };
        const task = { entry: 'f', tests: [{ args: [value], expected: value }], compare };
        const answer = await engine.judge({ task, program: 'const f = (x) => x' });
        expect(answer, `${mode} ${JSON.stringify(value)}`).toMatchObject({ status: 'pass' });
      }
    }
  });

  test.each<[Compare['mode'], string, TaggedValue, string]>([
    ['loose', '"321"', 321, 'pass'],
    ['loose', 'undefined', null, 'pass'],
    ['loose', '[true, "a", [null]]', [1, 'a', [{ $: 'undefined' }]], 'pass'],
    ['loose', '({ a: "1" })', { a: 1 }, 'pass'],
    ['loose', 'NaN', nan, 'pass'],
    ['loose', '[1]', '1', 'fail'],
    ['loose', '({})', [], 'fail'],
    ['loose', '({ a: 1, b: 2 })', { a: 1 }, 'fail'],
    ['loose', '({ valueOf: () => 5 })', 5, 'fail'],
    ['loose', 'new Map([["1", "2"]])', { $: 'map', v: [['1', 2]] }, 'pass'],
    ['loose', 'new Map([["1", "2"]])', { $: 'map', v: [[1, 2]] }, 'fail'],
    ['float', '0.1 + 0.2', 0.3, 'pass'],
    ['float', '[1e9 + 1, { a: -1e-7 }]', [1e9, { a: 0 }], 'pass'],
    ['float', 'new Float64Array([0.30000000000000004])', { $: 'typed', k: 'Float64Array', v: [0.3] }, 'pass'],
    ['float', '0.31', 0.3, 'fail'],
    ['float', '"0.3"', 0.3, 'fail'],
    ['float', '1n', 1, 'fail'],
    ['float', 'NaN', 1, 'fail'],
    ['float', '1', nan, 'fail'],
    ['float', 'NaN', nan, 'pass'],
    ['float', 'Infinity', 1e308, 'fail'],
    ['float', '1e308', infinity, 'fail'],
    ['float', '-Infinity', infinity, 'fail'],
    ['float', '-1e308', 1e308, 'fail'],
    ['tokens', '" a  b\\n"', 'a b', 'pass'],
    ['tokens', '"ab"', 'a b', 'fail'],
    ['tokens', '["a b", 1]', ['a  b', 1], 'pass'],
    ['json', '({ a: undefined, b: [undefined] })', { b: [null] }, 'pass'],
    ['json', 'undefined', null, 'pass'],
    ['json', 'NaN', null, 'fail'],
    ['json', '({ a: null })', {}, 'fail'],
    ['json', '({ toJSON: () => 5 })', 5, 'fail'],
    ['json', 'new Map()', {}, 'fail'],
  ])('%s: %s against %j is %s', async (mode, result, expected, must) => {
    expect(await status({ mode }, result, expected)).toBe(must);
  });

  test.each<[Compare, string, TaggedValue, string]>([
    [{ mode: 'strict', unordered: true }, '[3, 1, 1]', [1, 3, 1], 'pass'],
    [{ mode: 'strict', unordered: true }, '[3, 3, 1]', [1, 3, 1], 'fail'],
    [{ mode: 'strict', unordered: true }, '[1, 3]', [1, 3, 1], 'fail'],
    [{ mode: 'strict', unordered: true }, '[[1, 2], [3]]', [[3], [2, 1]], 'fail'],
    [{ mode: 'strict', unordered: true }, '[-0, 0]', [0, { $: '-0' }], 'pass'],
    [{ mode: 'strict', unordered: true }, '[0, 0]', [0, { $: '-0' }], 'fail'],
    [{ mode: 'float', atol: 0.1, unordered: true }, '[1.15, 1.1]', [1, 1.1], 'pass'],
    [{ mode: 'float', atol: 0.1, unordered: true }, '[1.15, 1.15]', [1, 1.1], 'fail'],
    [{ mode: 'float', unordered: true }, '[NaN, 1]', [1, 2], 'fail'],
    [{ mode: 'loose', unordered: true }, '["1", "2"]', [2, 1], 'pass'],
    [{ mode: 'strict', unordered: true }, '"ba"', 'ab', 'fail'],
    [{ mode: 'strict' }, '[3, 1, 1]', [1, 3, 1], 'fail'],
    [{ mode: 'float', atol: 1, rtol: 0 }, '4', 5, 'pass'],
    [{ mode: 'float', atol: 0, rtol: 0 }, '4', 5, 'fail'],
  ])('%j: %s against %j is %s', async (compare, result, expected, must) => {
    expect(await status(compare, result, expected)).toBe(must);
  });

  test.each<Compare>([
    { mode: 'float', rtol: Number.POSITIVE_INFINITY },
    { mode: 'float', atol: Number.NaN },
    { mode: 'float', atol: -1 },
    { mode: 'float', rtol: 1 },
    { mode: 'any' as 'float' },
  ])('%j is a failure of the judge, never a pass', async (compare) => {
    const task = { entry: 'f', tests: [{ args: [], expected: 1 }], compare };
    expect(await engine.judge({ task, program: 'const f = () => 1' })).toHaveProperty('judge_error');
  });
});

describe('printed text', () => {
  test.each<[Compare, string, string, boolean]>([
    [{ mode: 'strict' }, 'a b\nc', 'a b  \nc\n\n', true],
    [{ mode: 'strict' }, 'a b', 'a  b', false],
    [{ mode: 'strict' }, 'a', ' a', false],
    [{ mode: 'tokens' }, 'a b\nc', ' a\nb   c', true],
    [{ mode: 'tokens' }, 'a b', 'ab', false],
    [{ mode: 'tokens' }, 'a', 'a a', false],
    [{ mode: 'tokens' }, '', 'a', false],
    [{ mode: 'float' }, 'x 0.3', 'x 0.30000000000000004', true],
    [{ mode: 'float' }, 'x 0.3', 'x 0x0.3', false],
    [{ mode: 'float' }, '0.3', 'NaN', false],
    [{ mode: 'float' }, '5', 'Infinity', false],
    [{ mode: 'float' }, '5', `5${'0'.repeat(1e5)}e-100000`, false],
    [{ mode: 'strict', unordered: true }, 'a\nb\n', 'b\na', true],
    [{ mode: 'strict', unordered: true }, 'a\nb\n', 'b\nb', false],
    [{ mode: 'json' }, '{"a":1,"b":[]}', '{ "b": [], "a": 1 }\n', true],
    [{ mode: 'json' }, '{"$":"nan"}', '{"$":"inf"}', false],
    [{ mode: 'json' }, '[1]', '[1', false],
    [{ mode: 'json' }, '1', '['.repeat(1e5) + ']'.repeat(1e5), false],
  ])('%j: %j against %j', (compare, expected, got, must) => {
    expect(textAgrees(compare, expected, got)).toBe(must);
  });

  test('a word of millions of digits is compared in linear time: in quadratic time this test would never end', () => {
    expect(textAgrees({ mode: 'float' }, '5', `${'1'.repeat(4_000_000)}x`)).toBe(false);
  });
});
