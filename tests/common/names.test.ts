import { expect, test } from 'vitest';
import { InputError } from '../../src/common/errors';
import { didYouMean, freeName, lookUp } from '../../src/common/names';

test('a name within a third of its length in edits is what was meant', () => {
  expect(didYouMean('lerning_rate', ['beta', 'learning_rate'])).toBe('; did you mean learning_rate?');
  expect(didYouMean('lr', ['beta', 'learning_rate'])).toBe('');
});

test('an unknown name is an error that lists the known ones', () => {
  expect(lookUp({ a: 1 }, 'a', 'no task set', 'or a file')).toBe(1);
  const wrong = () => lookUp({ choose: 1, loop: 2 }, 'chose', 'no task set', 'or a file');
  expect(wrong).toThrow(new InputError('no task set "chose"; did you mean "choose"? (known: choose, loop, or a file)'));
  expect(() => lookUp({}, 'toString', 'no task set', 'or a file')).toThrow(InputError);
});

test('a free name is the name itself, or has the first number that is free', () => {
  const taken = new Set(['run', 'run-2', 'id', 'id 2']);
  const isTaken = (name: string) => taken.has(name);
  expect(freeName('other', isTaken)).toBe('other');
  expect(freeName('run', isTaken)).toBe('run-3');
  expect(freeName('id', isTaken, ' ')).toBe('id 3');
});
