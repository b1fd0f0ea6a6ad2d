import { expect, test } from 'vitest';
import { closing, tokenize } from '../../src/tasks/lexer';
import { attacks, legit } from '../sandbox/corpus';

const texts = (source: string) => tokenize(source).map(({ text }) => text);
const kinds = (source: string) => tokenize(source).map(({ kind }) => kind);

test('reads words, numbers, strings and operators, and skips comments', () => {
  expect(texts("let é=1.5e-3; // 1\nx>>>=/* = */y?.['a\\'b'] ?? .5")).toEqual([
    'let',
    'é',
    '=',
    '1.5e-3',
    ';',
    'x',
    '>>>=',
    'y',
    '?.',
    '[',
    "'a\\'b'",
    ']',
    '??',
    '.5',
  ]);
  expect(texts('0x1Fn 1_000 a?.5:b')).toEqual(['0x1Fn', '1_000', 'a', '?', '.5', ':', 'b']);
});

test('tells a regular expression from a division', () => {
  expect(kinds('a/b/c')).not.toContain('regexp');
  expect(kinds('(a)/2/x[0]/3')).not.toContain('regexp');
  expect(texts('s.replace(/[/"]/g,"")')).toContain('/[/"]/g');
  expect(texts('return /x/.test(s)')).toContain('/x/');
});

test('looks into the code of template literals', () => {
  const open = '$' + '{';
  const source = `\`a${open} {b:\`c${open}d}\`} }e\`+f`;
  expect(texts(source)).toEqual([`\`a${open}`, '{', 'b', ':', `\`c${open}`, 'd', '}`', '}', '}e`', '+', 'f']);
});

test('any text has tokens, which together are the text', () => {
  const odd = ['', '"open', '`open ${', '/* open', '/', '}', '#', '\u{1F600}', "'\n'", '/[', '`$', '\\', ')]}'];
  for (const source of [...odd, ...[...attacks, ...legit].map(({ code }) => code)]) {
    for (const { text, at } of tokenize(source)) {
      expect(text).not.toBe('');
      expect(source.slice(at, at + text.length)).toBe(text);
    }
  }
});

test('finds the bracket that closes another', () => {
  const tokens = tokenize('f(a[0],"(")+(1');
  expect(tokens[closing(tokens, 1)!].at).toBe(10);
  expect(closing(tokens, tokens.length - 2)).toBeUndefined();
});
