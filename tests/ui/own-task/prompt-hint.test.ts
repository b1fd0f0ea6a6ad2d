import { expect, test } from 'vitest';
import { emptyDraft } from '../../../src/ui/own-task/draft';
import { promptHint } from '../../../src/ui/own-task/prompt-hint';

const hint = (prompt: string, lineEnd = true, prefix = 'const f=') =>
  promptHint({ ...emptyDraft(), prompt, lineEnd, prefix });

test('a spec with its line end is what the base model reads', () => {
  expect(hint('x: add 1')).toEqual({ known: true, text: 'The base model reads this form.' });
});

test.each([
  ['x: add 1', false],
  ['x: add 1\n', true],
  [' x: add 1', true],
])('%j, with a line end: %s, is not, and can be made one', (prompt, lineEnd) => {
  expect(hint(prompt, lineEnd)).toMatchObject({ known: false, fix: { prompt: 'x: add 1', lineEnd: true } });
});

test('other prompts, words and signatures are named, and no line end helps them', () => {
  for (const other of [hint('Add one.', false), hint('s: size'), hint('x: add 1', true, 'function f(x) {')]) {
    expect(other).toMatchObject({ known: false });
    expect(other).not.toHaveProperty('fix');
  }
  expect(hint('s: size')!.text).toContain('“size”');
});

test('of another model nothing is known', () => {
  expect(promptHint({ ...emptyDraft(), prompt: 'x: add 1' }, 'kept/a/checkpoint-1')).toBeUndefined();
});
