import { describe, expect, test } from 'vitest';
import { readTestProgram } from '../../../src/tasks/import/test-program';

const read = (source: string) => readTestProgram(source, 'f');
const strict = { mode: 'strict' };

describe('checks that are data', () => {
  test.each<[string, unknown]>([
    ['console.assert(f(1, "a") === true)', [{ args: [1, 'a'], expected: true, compare: strict }]],
    ['console.assert(false === f())', [{ args: [], expected: false, compare: strict }]],
    ['assert(f(1) == 2.5, "it should")', [{ args: [1], expected: 2.5, compare: { mode: 'loose' } }]],
    ['assert.equal(f(1), "2")', [{ args: [1], expected: '2', compare: { mode: 'loose' } }]],
    ['assert.deepStrictEqual(f([1]), [2]);', [{ args: [[1]], expected: [2], compare: strict }]],
    ['assert(deepEqual(f(1), [2]))', [{ args: [1], expected: [2], compare: strict }]],
    ['assert(_.isEqual([2], f(1)))', [{ args: [1], expected: [2], compare: strict }]],
    ['expect(f(1)).toEqual({ a: 1 })', [{ args: [1], expected: { a: 1 }, compare: strict }]],
    [
      'expect(f(1)).toBeCloseTo(2.5, 3)',
      [{ args: [1], expected: 2.5, compare: { mode: 'float', rtol: 0, atol: 0.0005 } }],
    ],
    [
      'console.assert(Math.abs(f(1) - 2 / 3) < 1e-6)',
      [{ args: [1], expected: 2 / 3, compare: { mode: 'float', rtol: 0, atol: 1e-6 } }],
    ],
    [
      'console.assert(JSON.stringify(f(1)) === JSON.stringify([1, 2]))',
      [{ args: [1], expected: [1, 2], compare: { mode: 'json' } }],
    ],
    [
      'console.assert(JSON.stringify(f(1)) == JSON.stringify([null, "{"]))',
      [{ args: [1], expected: [null, '{'], compare: { mode: 'json' } }],
    ],
    [
      `console.assert(JSON.stringify(f(1)) === '[1,"a"]')`,
      [{ args: [1], expected: [1, 'a'], compare: { mode: 'json' } }],
    ],
    // The sign of a zero is not seen by ===.
    ['console.assert(f(-0) === -0)', [{ args: [{ $: '-0' }], expected: 0, compare: strict }]],
    [
      'const x = [1, 2]; const y = f(x); if (!compare(y, [3])) { throw "no" }',
      [{ args: [[1, 2]], expected: [3], compare: strict }],
    ],
    ['if (!(f(1) === 2)) throw new Error("no")', [{ args: [1], expected: 2, compare: strict }]],
  ])('%s', (source, checks) => {
    const program = read(source);
    expect(program.checks).toEqual(checks);
    expect(program.rest).toBeUndefined();
  });

  test('in functions that are called, without semicolons and over several lines', () => {
    const { checks, rest } = read(`const testF = () => {
      console.assert(f('(') === 1)
      console.assert(
        f(') ;') === 2
      )
    }
    function more() { console.assert(f(3) === 4) }
    testF()
    more();`);
    expect(checks.map(({ args, expected }) => [...args, expected])).toEqual([
      ['(', 1],
      [') ;', 2],
      [3, 4],
    ]);
    expect(rest).toBeUndefined();
  });
});

describe('checks that stay code', () => {
  test.each([
    ['console.assert(f(1))', /a call of f as a check/],
    ['console.assert(f(f(1)) === 2)', /a call of f is not a constant/],
    ['console.assert(f(1) === [2])', /=== of an object/],
    ['console.assert(f(1).length === 2)', /no plain call of f/],
    ['console.assert(f(1) !== 2)', /a check by !==/],
    ['console.assert(f(1) < 2)', /a check by </],
    ['console.assert(f("a".repeat(3)) === 1)', /a call/],
    ['console.assert(JSON.stringify(f(1)) === JSON.stringify(NaN))', /JSON lacks/],
    ['assert.throws(() => f(1))', /more than an expression/],
  ])('%s', (source, reason) => {
    const { checks, rest, reasons } = read(source);
    expect(checks).toEqual([]);
    expect(rest).toContain(source);
    expect(reasons[0]).toMatch(reason);
  });

  test('a loop stays, the data around it goes', () => {
    const { checks, rest } = read(`const test1 = () => {
      console.assert(f(1) === 2)
      for (let i = 0; i < 3; i++) {
        console.assert(f(i) === i + 1)
      }
      console.assert(f(5) === 6)
    }
    test1()`);
    expect(checks).toHaveLength(2);
    expect(rest).toContain('console.assert(f(i) === i + 1)');
    expect(rest).not.toContain('f(5)');
  });

  test('a check that only runs sometimes is no check', () => {
    for (const source of [
      'if (more)\n  console.assert(f(1) === 2)',
      'if (more) {\n  console.assert(f(1) === 2)\n}',
      'const unused = () => {\n console.assert(f(1) === 2)\n}',
    ]) {
      expect(read(source).checks).toEqual([]);
      expect(read(source).rest).toContain('f(1)');
    }
  });

  test('a name that changes stands for no constant', () => {
    for (const change of ['x = 2', 'x.push(2)', 'x[0] = 2', 'x++', 'let x = 3']) {
      expect(read(`let x = [1]\n${change}\nconsole.assert(f(x) === 2)`).checks, change).toEqual([]);
    }
  });
});
