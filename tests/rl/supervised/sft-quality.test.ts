import { expect, test } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { type SftRow, withoutEasyMistakes } from '../../../src/rl/supervised/sft-quality';

const row = (problem: string | undefined, correct: boolean | undefined, fields: Partial<SftRow> = {}): SftRow => ({
  prompt: `p${problem}`,
  completion: 'c',
  ...(problem !== undefined && { problem }),
  ...(correct !== undefined && { correct }),
  ...fields,
});

test('wrong answers go where half of the answers are right, and stay where fewer are', () => {
  const easy = [row('easy', true), row('easy', false), row('easy', true), row('easy', false)];
  const hard = [row('hard', false), row('hard', true), row('hard', false)];
  const never = [row('never', false)];
  const { kept, wrong } = withoutEasyMistakes([...easy, ...hard, ...never], 0.5);
  expect(kept).toEqual([easy[0], easy[2], ...hard, ...never]);
  expect(wrong).toEqual({ kept: 3, dropped: 2 });
  expect(withoutEasyMistakes([...easy, ...hard], 0.51).wrong).toEqual({ kept: 4, dropped: 0 });
});

test('a pass rate in the rows wins over their own share; the prompt names the problem where nothing else does', () => {
  const rated = [row('a', false, { pass_rate: 0.75 }), row('a', false)];
  expect(withoutEasyMistakes(rated, 0.5).kept).toEqual([]);
  const byPrompt = [row(undefined, true, { prompt: 'x' }), row(undefined, false, { prompt: 'x' })];
  expect(withoutEasyMistakes(byPrompt, 0.5).kept).toEqual([byPrompt[0]]);
});

test('threshold 0 leaves right answers only; rows must say which they are', () => {
  expect(withoutEasyMistakes([row('a', false), row('a', true)], 0).kept).toEqual([row('a', true)]);
  expect(() => withoutEasyMistakes([row('a', true), row('a', undefined)], 0.5)).toThrow(InputError);
  expect(() => withoutEasyMistakes([row('a', true), row('a', undefined)], 0.5)).toThrow(/row 2 .*easy_pass_rate/);
});
