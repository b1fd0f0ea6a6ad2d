import { expect, test } from 'vitest';
import { allMutants } from '../../src/tasks/mutants';

test('one small fault each: numbers, operators, comparisons, calls, words', () => {
  expect(allMutants('x=>x%7')).toEqual(['x=>x*7', 'x=>x%8', 'x=>x%6']);
  expect(allMutants('x=>!x')).toEqual(['x=>x']);
  expect(allMutants('a<b')).toEqual(['a<=b', 'a>=b']);
  expect(allMutants('s=>s.trim().at(0)')).toEqual([
    's=>s.at(0)',
    's=>s.trim()',
    's=>s.trim().at(1)',
    's=>s.trim().at((-1))',
  ]);
  expect(allMutants('Math.max(a,true)')).toEqual(['Math', 'Math.min(a,true)', 'Math.max(a,false)']);
  expect(allMutants('0n')).toEqual(['1n', '(-1n)']);
  expect(allMutants('""+"b"')).toEqual([`'a'+"b"`, '""-"b"', `""+''`]);
});

test('what a function prints is no fault of it', () => {
  expect(allMutants('x=>{console.log("a",[x+1]);console?.warn(1);return x%7}', false)).toEqual([
    'x=>{console.log("a",[x+1]);console?.warn(1);return x*7}',
    'x=>{console.log("a",[x+1]);console?.warn(1);return x%8}',
    'x=>{console.log("a",[x+1]);console?.warn(1);return x%6}',
  ]);
  expect(allMutants('console.log(1)')).toEqual(['console', 'console.log(2)', 'console.log(0)']);
  expect(allMutants('console', false)).toEqual([]);
});

test('no mutant is the program, none comes twice, and nothing but code changes', () => {
  for (const source of ['', 'x=>x', '// 1 + 1\n"1"', 'a.b', 'f(', '1+1==2&&a.map(x=>x-1)']) {
    const mutants = allMutants(source);
    expect(new Set(mutants).size).toBe(mutants.length);
    expect(mutants).not.toContain(source);
  }
  expect(allMutants('/* 1+1 */x')).toEqual([]);
});
