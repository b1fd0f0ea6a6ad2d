import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { Random } from '../../../src/common/random';
import { assignSplit, isSound, valueKey } from '../../../src/tasks/spec-to-function/meaning';
import { writeProgram } from '../../../src/tasks/spec-to-function/program';
import {
  drawSpec,
  evaluate,
  isWellTyped,
  parseSpec,
  printSpec,
  stepsFrom,
  TYPES,
} from '../../../src/tasks/spec-to-function/spec';
import type { Value } from '../../../src/tasks/spec-to-function/steps';
import { run } from './run';

describe('spec', () => {
  it('prints and parses back', () => {
    for (let index = 0; index < 500; index++) {
      const spec = drawSpec(new Random(1, index), 1 + (index % 4));
      expect(isWellTyped(spec.type, spec.steps)).toBe(true);
      expect(parseSpec(printSpec(spec))).toEqual(spec);
    }
  });

  it.each([
    ['x: mod 6, add 4, min 5', 17, 5],
    ['x: mod 6', -8, -2],
    ['x: half', -7, -4],
    ['s: upper, length, add 1', 'abc', 4],
    ['s: last 2, repeat 3', 'hello', 'lololo'],
    ['a: each add 3, keep even, sum', [1, 2, 3], 10],
    ['a: keep odd', [-3, -2, 0, 5], [-3, 5]],
    ['a: drop 9', [1, 2], []],
    ['a: sort, first 2', [10, 9, -1], [-1, 9]],
  ] as [string, Value, Value][])('%s of %j is %j', (text, input, output) => {
    expect(evaluate(parseSpec(text).steps, input)).toEqual(output);
  });

  it.each(['', 'x:', 'y: add 1', 'x: add', 'x: add 10', 'x: upper', 's: length, upper', 'x: add 1,add 2'])(
    'refuses %j',
    (text) => expect(() => parseSpec(text)).toThrow(InputError),
  );

  it('calls specs unsound that say nothing, too little, or less than they seem to', () => {
    const unsound = [
      'x: times 1',
      'x: mod 1',
      'x: max 9, min 2',
      'x: negate, negate',
      'x: max 3, max 5',
      's: upper, lower',
    ];
    const hollow = [
      's: repeat 1',
      'a: keep pos, largest',
      'a: sort, sum',
      'a: drop 9, drop 9',
      'a: keep odd, each double, keep odd',
    ];
    for (const text of [...unsound, ...hollow]) expect(isSound(parseSpec(text)), text).toBe(false);
    for (const text of ['x: add 1', 's: length', 'a: drop 9', 'a: keep even, largest, min 4']) {
      expect(isSound(parseSpec(text)), text).toBe(true);
    }
  });

  it('puts specs that do the same into the same split', () => {
    const pairs = [
      ['x: double', 'x: times 2'],
      ['x: add 2, add 3', 'x: add 5'],
      ['a: reverse, sort', 'a: sort'],
      ['s: length, double', 's: repeat 2, length'],
    ];
    for (const [a, b] of pairs) expect(assignSplit(parseSpec(a))).toBe(assignSplit(parseSpec(b)));
  });
});

describe('program', () => {
  it.each([
    ['x: mod 6, add 4, min 5', 'x=>Math.min(x%6+4,5)', 'x=>{x=x%6;x=x+4;return Math.min(x,5)}'],
    ['x: add 4, times 2', 'x=>(x+4)*2', 'x=>{x=x+4;return x*2}'],
    ['x: negate, square', 'x=>(-x)**2', 'x=>{x=-x;return x**2}'],
    ['x: square, negate, negate', 'x=>-(-(x**2))', 'x=>{x=x**2;x=-x;return -x}'],
    ['s: append a, upper, length', 's=>(s+"a").toUpperCase().length', 's=>{s=s+"a";s=s.toUpperCase();return s.length}'],
    ['a: each add 3, keep even, sum', 'a=>a.map(x=>x+3).filter(x=>x%2===0).reduce((p,q)=>p+q,0)', undefined],
    ['a: sort', undefined, 'a=>{return a.sort((p,q)=>p-q)}'],
  ])('writes %s', (text, expression, statements) => {
    const spec = parseSpec(text);
    if (expression) expect(writeProgram(spec, 'expression')).toBe(expression);
    if (statements) expect(writeProgram(spec, 'statements')).toBe(statements);
  });

  it('means what the spec means, for every pair of steps, in every way of writing it', () => {
    const inputs: Record<string, Value[]> = { x: [-7, 0, 5], s: ['', 'aBc de'], a: [[], [3, -2, 8, 3]] };
    const pairs = TYPES.flatMap((type) =>
      stepsFrom(type).flatMap((a) => stepsFrom(a.kind.to).map((b) => ({ type, steps: [a, b] }))),
    );
    pairs.forEach((spec, index) => {
      const style = index % 2 ? 'expression' : 'statements';
      const program = writeProgram(spec, style, { random: new Random(2, index), probability: 0.5 });
      for (const input of inputs[spec.type]) {
        const result = valueKey(run(program, input) as Value);
        expect(result, `${printSpec(spec)} as ${program}`).toBe(valueKey(evaluate(spec.steps, input)));
      }
    });
  });
});
