import { describe, expect, test } from 'vitest';
import { Random } from '../../src/common/random';
import { Engine } from '../../src/sandbox/engine';
import type { TaggedValue } from '../../src/sandbox/types';
import { agrees, canonical, literal, readable } from '../../src/sandbox/values';
import { verdict } from './corpus';
import { randomValue } from './random-value';
import { quickjsWasm } from './wasm';

const engine = new Engine(quickjsWasm);

async function status(program: string, expected: TaggedValue, ...args: TaggedValue[]): Promise<string> {
  return verdict(await engine.judge({ task: { entry: 'f', tests: [{ args, expected }] }, program })).status;
}

describe('values', () => {
  test('500 random values come back from the engine as they went in', async () => {
    const random = new Random(1, 'values');
    for (let i = 0; i < 500; i++) {
      const value = randomValue(random);
      const answer = verdict(
        await engine.judge({ task: { entry: 'f', tests: [{ args: [value], expected: value }] }, program: 'f=x=>x' }),
      );
      expect(answer, literal(value)).toMatchObject({ status: 'pass' });
    }
  });

  test('two random values agree only if they are the same', async () => {
    const random = new Random(2, 'values');
    for (let i = 0; i < 300; i++) {
      const [a, b] = [randomValue(random), randomValue(random)];
      const same = agrees(canonical(a), canonical(b));
      expect(await status('f=x=>x', a, b), `${literal(a)} against ${literal(b)}`).toBe(same ? 'pass' : 'fail');
      if (same) expect(canonical(a).replaceAll('~', '')).toBe(canonical(b).replaceAll('~', ''));
    }
  });

  test('canonical text is readable', async () => {
    const value: TaggedValue = [{ $: '-0' }, '~0', '\\u007e\\', { $: 'map', v: [['~', -1]] }];
    const shown = '[-0,"~0","\\\\u007e\\\\",Map{"~"=>-1}]';
    expect(readable(canonical(value))).toBe(shown);
    const answer = verdict(
      await engine.judge({ task: { entry: 'f', tests: [{ args: [value], expected: value }] }, program: 'f=x=>x' }),
    );
    expect(answer.tests).toMatchObject([{ status: 'pass', got: shown }]);
  });

  test.each<[string, TaggedValue, string]>([
    ['-0', 0, 'pass'],
    ['0', { $: '-0' }, 'fail'],
    ['-0', { $: '-0' }, 'pass'],
    ['[0, -0, "~0"]', [0, { $: '-0' }, '~0'], 'pass'],
    ['[-0, -0, "0"]', [0, { $: '-0' }, '~0'], 'fail'],
    ['[-0, 0]', [0, { $: '-0' }], 'fail'],
    ['"~0"', '0', 'fail'],
    [
      'new Map([[[-0], 1], [[1], 2]])',
      {
        $: 'map',
        v: [
          [[1], 2],
          [[0], 1],
        ],
      },
      'pass',
    ],
    ['NaN', null, 'fail'],
    ['undefined', null, 'fail'],
    ['[undefined]', [{ $: 'hole' }], 'fail'],
    ['[,]', [{ $: 'hole' }], 'pass'],
    ['({ a: undefined })', {}, 'fail'],
    ['({ b: 1, a: 2 })', { a: 2, b: 1 }, 'pass'],
    ['({ $: "nan" })', { $: 'nan' }, 'fail'],
    ['({ $: "nan" })', { $: 'obj', v: [['$', 'nan']] }, 'pass'],
    ['[1, 2]', { 0: 1, 1: 2 }, 'fail'],
    ['new Set([2, 1])', { $: 'set', v: [1, 2] }, 'pass'],
    ['new Set(["1"])', { $: 'set', v: [1] }, 'fail'],
    ['new Date(NaN)', { $: 'date', v: null }, 'pass'],
    ['Object(1)', 1, 'fail'],
    ['new Error("x")', {}, 'fail'],
    ['Symbol.iterator', {}, 'fail'],
    ['(() => { const a = []; a.push(a); return a })()', [[]], 'fail'],
    ['Object.create({ a: 1 })', { a: 1 }, 'fail'],
    ['Object.defineProperty({}, "a", { value: 1 })', { a: 1 }, 'fail'],
    ['new Proxy({ a: 1 }, {})', { a: 1 }, 'pass'],
    ['Proxy.revocable([], {}).proxy', [], 'pass'],
    ['(() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy })()', [], 'fail'],
    ['2n ** 70000n', 1, 'fail'],
    ['"x".repeat(300000)', 'x', 'fail'],
  ])('%s against %j: %s', async (source, expected, must) => {
    expect(await status(`const f = () => ${source};`, expected)).toBe(must);
  });

  test.each<[string, TaggedValue, string]>([
    ['throw new RangeError("x")', { $: 'throws', v: 'RangeError' }, 'pass'],
    ['throw new RangeError("x")', { $: 'throws', v: null }, 'pass'],
    ['throw new TypeError("x")', { $: 'throws', v: 'RangeError' }, 'error'],
    ['class Odd extends Error { name = "Odd" } throw new Odd()', { $: 'throws', v: 'Odd' }, 'pass'],
    ['return 1', { $: 'throws', v: null }, 'fail'],
    ['return "throws(null)"', { $: 'throws', v: null }, 'fail'],
    ['throw { name: "RangeError" }', { $: 'throws', v: 'RangeError' }, 'error'],
    ['throw Object.create(RangeError.prototype)', { $: 'throws', v: 'RangeError' }, 'error'],
    ['throw new Proxy(new RangeError("x"), {})', { $: 'throws', v: 'RangeError' }, 'error'],
    ['return Promise.reject(new RangeError("x"))', { $: 'throws', v: 'RangeError' }, 'pass'],
  ])('%s against %j: %s', async (body, expected, must) => {
    expect(await status(`function f() { ${body} }`, expected)).toBe(must);
  });

  test.each([
    ['() => 1', 'the program returned a function'],
    ['({ next: () => 1 })', 'the program returned a value that holds a function'],
    ['[[x => x]]', 'the program returned a value that holds a function'],
  ])('the result %s is refused: %s', async (result, reason) => {
    const task = { entry: 'f', tests: [{ args: [], expected: 1 }] };
    const { tests } = verdict(await engine.judge({ task, program: `f = () => (${result})` }));
    expect(tests[0].message).toBe(reason);
  });

  test.each<TaggedValue>([
    { $: 'what' },
    { $: 'bigint', v: '1.5' },
    { $: 'map', v: [[1]] },
    { $: 'typed', k: 'Evil', v: [] },
    { $: 'regexp', v: ['(', ''] },
    { $: 'throws', v: 'Error' },
  ])('an argument %j is refused by the judge, not held against the program', async (arg) => {
    const answer = await engine.judge({
      task: { entry: 'f', tests: [{ args: [arg], expected: 1 }] },
      program: 'f=x=>1',
    });
    expect(answer).toMatchObject({ judge_error: expect.stringContaining('tagged JSON') });
  });
});
