import { expect, test } from 'vitest';
import { mutantsOf } from '../../src/tasks/mutants';

test('one small fault each: numbers, operators, comparisons, calls, words', () => {
  expect(mutantsOf('x=>x%7')).toEqual(['x=>x*7', 'x=>x%8', 'x=>x%6']);
  expect(mutantsOf('x=>!x')).toEqual(['x=>x']);
  expect(mutantsOf('a<b')).toEqual(['a<=b', 'a>=b']);
  expect(mutantsOf('s=>s.trim().at(0)')).toEqual([
    's=>s.at(0)',
    's=>s.trim()',
    's=>s.trim().at(1)',
    's=>s.trim().at((-1))',
  ]);
  expect(mutantsOf('Math.max(a,true)')).toEqual(['Math', 'Math.min(a,true)', 'Math.max(a,false)']);
  expect(mutantsOf('0n')).toEqual(['1n', '(-1n)']);
  expect(mutantsOf('""+"b"')).toEqual([`'a'+"b"`, '""-"b"', `""+''`]);
});

test('what a function prints is no fault of it', () => {
  expect(mutantsOf('x=>{console.log("a",[x+1]);console?.warn(1);return x%7}', false)).toEqual([
    'x=>{console.log("a",[x+1]);console?.warn(1);return x*7}',
    'x=>{console.log("a",[x+1]);console?.warn(1);return x%8}',
    'x=>{console.log("a",[x+1]);console?.warn(1);return x%6}',
  ]);
  expect(mutantsOf('console.log(1)')).toEqual(['console', 'console.log(2)', 'console.log(0)']);
  expect(mutantsOf('console', false)).toEqual([]);
});

test('no mutant is the program, none comes twice, and nothing but code changes', () => {
  for (const source of ['', 'x=>x', '// 1 + 1\n"1"', 'a.b', 'f(', '1+1==2&&a.map(x=>x-1)']) {
    const mutants = mutantsOf(source);
    expect(new Set(mutants).size).toBe(mutants.length);
    expect(mutants).not.toContain(source);
  }
  expect(mutantsOf('/* 1+1 */x')).toEqual([]);
});
