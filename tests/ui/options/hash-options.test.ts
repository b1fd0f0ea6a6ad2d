import { expect, test } from 'vitest';
import { readHash, sameTexts, withChange, writeHash } from '../../../src/ui/options/hash-options';

test('an address says what was asked for, with its version, and nothing where nothing was', () => {
  const address = { view: 'runs', options: { levels: '1,2', model: 'models/base' } };
  expect(writeHash(address)).toBe('#levels=1,2&model=models/base&view=runs&v=1');
  expect(readHash(writeHash(address))).toMatchObject({ ...address, version: '1' });
  expect(writeHash({ options: {} })).toBe('');
});

test('options are the same in whatever order they were asked for', () => {
  expect(sameTexts({ seed: '1', levels: '2' }, { levels: '2', seed: '1' })).toBe(true);
  expect(sameTexts({ seed: '1' }, { seed: '2' })).toBe(false);
  expect(sameTexts({ seed: '1' }, { seed: '1', levels: '2' })).toBe(false);
  expect(sameTexts({ seed: '1' }, { levels: '1' })).toBe(false);
});

test('a change replaces, adds and takes out, and leaves what was handed out as it was', () => {
  const texts = { seed: '1', levels: '2' };
  expect(withChange(texts, { seed: undefined, levels: '3', epsilon: '0.1' })).toEqual({ levels: '3', epsilon: '0.1' });
  expect(texts).toEqual({ seed: '1', levels: '2' });
});
