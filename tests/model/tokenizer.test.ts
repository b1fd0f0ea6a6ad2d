import { Tokenizer as Oracle } from '@huggingface/tokenizers';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/common/errors';
import { Random } from '../../src/common/random';
import { Tokenizer } from '../../src/model/tokenizer';
import { buildTokenizer, SPECIAL_TOKENS, TOKENIZER_CONFIG, WORDS, wordPattern } from '../../src/model/tokenizer-build';
import { TEXTS } from './texts';

const json = buildTokenizer();
const tokenizer = Tokenizer.fromJson(json, 'tokenizer.json');
const oracle = new Oracle(json, TOKENIZER_CONFIG);
const everySpecial = Object.values(SPECIAL_TOKENS).join('');

/** Text of random code points (no surrogates), with words and special tokens strewn in. */
function randomText(random: Random): string {
  const pieces = Array.from({ length: random.int(0, 40) }, () => {
    const kind = random.int(0, 5);
    if (kind === 0) return random.pick(WORDS);
    if (kind === 1) return random.pick(WORDS).slice(random.int(0, 3));
    if (kind === 2) return random.pick(Object.values(SPECIAL_TOKENS)).slice(0, random.int(1, 10));
    const top = [0x7f, 0x7ff, 0x10ffff][kind - 3];
    const point = random.int(0, top);
    return point >= 0xd800 && point <= 0xdfff ? '\n' : String.fromCodePoint(point);
  });
  return pieces.join('');
}

describe('the built-in tokenizer', () => {
  test('is small: 243 bytes, the words, 5 special tokens, at most 320', () => {
    expect(tokenizer.vocabSize).toBe(243 + WORDS.length + 5);
    expect(tokenizer.vocabSize).toBeLessThanOrEqual(320);
    expect(new Set(WORDS).size).toBe(WORDS.length);
  });

  test('gives back every text', () => {
    for (const text of ['', ...TEXTS, everySpecial]) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  test('gives back every code point', () => {
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 ? 1 : 97) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const text = String.fromCodePoint(point);
      if (tokenizer.decode(tokenizer.encode(text)) !== text) throw new Error(`code point ${point} changed`);
    }
  });

  test('agrees with @huggingface/tokenizers, special tokens in the text included', () => {
    const random = new Random(1, 'texts');
    for (const text of [...TEXTS, everySpecial, ...Array.from({ length: 500 }, () => randomText(random))]) {
      const ids = tokenizer.encode(text, { special: true });
      expect(ids, JSON.stringify(text)).toEqual(oracle.encode(text).ids);
      expect(tokenizer.decode(ids, { special: true })).toBe(text);
      if (ids.length > 0) expect(oracle.decode(ids)).toBe(text);
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
  });

  test('reads special tokens only when told to, and leaves them out of the text', () => {
    const { end, code } = tokenizer.specials;
    const specials = new Set(Object.values(tokenizer.specials));
    expect(specials.size).toBe(5);
    expect(tokenizer.encode(`a${everySpecial}`).some((id) => specials.has(id))).toBe(false);
    for (const token of Object.values(SPECIAL_TOKENS)) {
      expect(tokenizer.encode(token).length).toBeGreaterThan(1);
      expect(tokenizer.encode(token, { special: true })).toHaveLength(1);
    }
    expect(tokenizer.encode('x<|code|>y<|end|>', { special: true }).filter((id) => specials.has(id))).toEqual([
      code,
      end,
    ]);
    expect(tokenizer.decode(tokenizer.encode('x<|code|>y<|end|>', { special: true }))).toBe('xy');
  });

  test('keeps digits apart and the default task short', () => {
    expect(WORDS.filter((word) => /\d/.test(word))).toEqual([]);
    const pieces = (text: string) => tokenizer.encode(text).map((id) => tokenizer.tokenText(id));
    expect(pieces('x: mod 6, add 14, min 5')).toEqual([
      'x',
      ': ',
      'mod ',
      '6',
      ', ',
      'add ',
      '1',
      '4',
      ', ',
      'min ',
      '5',
    ]);
    expect(pieces('x=>Math.min(x%6+4,5)')).toEqual(['x=>', 'Math.min(', 'x', '%', '6', '+', '4', ',', '5', ')']);
    expect(pieces('x=>{x=x%6;x=x+4;return Math.min(x,5)}')).toHaveLength(21);
    expect(pieces('a=>a.map(x=>x+3).filter(x=>x%2===0).reduce((p,q)=>p+q,0)')).toHaveLength(24);
    expect(pieces('s=>s.toUpperCase().length+1')).toEqual(['s=>', 's', '.toUpperCase()', '.length', '+', '1']);
  });

  test('shows a token that is no character on its own as its byte', () => {
    const pieces = tokenizer.encode('é\n\u0000').map((id) => tokenizer.tokenText(id));
    expect(pieces).toEqual(['<0xC3>', '<0xA9>', '\n', '<0x00>']);
    expect(tokenizer.tokenText(tokenizer.specials.end)).toBe('<|end|>');
  });

  test('decodes what a model may emit: broken characters become U+FFFD', () => {
    const [first, second] = tokenizer.encode('é');
    expect(tokenizer.decode([first])).toBe('\ufffd');
    expect(tokenizer.decode([second, first, second])).toBe('\ufffdé');
    expect(() => tokenizer.decode([tokenizer.vocabSize])).toThrow(InputError);
    expect(() => tokenizer.tokenText(-1)).toThrow(InputError);
  });

  test('is the same every time', () => {
    expect(JSON.stringify(buildTokenizer())).toBe(JSON.stringify(json));
    expect(Tokenizer.fromJson(JSON.parse(JSON.stringify(json)), 'copy').encode(TEXTS.join(''))).toEqual(
      tokenizer.encode(TEXTS.join('')),
    );
  });

  test('works without words', () => {
    const bytes = Tokenizer.fromJson(buildTokenizer([]), 'bytes');
    expect(bytes.vocabSize).toBe(248);
    expect(bytes.encode('')).toEqual([]);
    expect(bytes.encode('add ')).toHaveLength(4);
    expect(bytes.decode(bytes.encode('naïve'))).toBe('naïve');
  });

  test('prefers the longest word', () => {
    expect(wordPattern(['=>', 'x=>', '...', '.a('])).toBe('\\.\\.\\.|\\.a\\(|x=>|=>');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: the tests break any part of the file.
type Json = any;

describe('a file that is not a built-in tokenizer is refused, by name', () => {
  const broken = (change: (copy: Json) => void) => {
    const copy = JSON.parse(JSON.stringify(json));
    change(copy);
    return () => Tokenizer.fromJson(copy, 'my/tokenizer.json');
  };
  test.each<[string, (copy: Json) => void]>([
    ['no model', (copy) => delete copy.model],
    ['merges', (copy) => copy.model.merges.push('a b')],
    ['another model', (copy) => (copy.model.type = 'Unigram')],
    ['a normalizer', (copy) => (copy.normalizer = { type: 'NFC' })],
    ['a missing byte', (copy) => delete copy.model.vocab.a],
    ['two tokens with one id', (copy) => (copy.model.vocab.a = copy.model.vocab.b)],
    ['a gap in the ids', (copy) => (copy.added_tokens[4].id = 1000)],
    ['a missing special token', (copy) => copy.added_tokens.pop()],
    ['an unknown added token', (copy) => copy.added_tokens.push({ id: 400, content: '<s>' })],
    ['a pattern that cuts other words', (copy) => (copy.pre_tokenizer.pretokenizers[0].pattern.Regex = 'add ')],
    ['a token outside the byte alphabet', (copy) => (copy.model.vocab.日本 = 400)],
    ['an id without bound', (copy) => (copy.model.vocab.a = 1e9)],
  ])('%s', (_, change) => {
    expect(broken(change)).toThrow(InputError);
    expect(broken(change)).toThrow(/^my\/tokenizer\.json: /);
  });

  test.each([null, undefined, 3, 'text', [], {}])('%j', (value) => {
    expect(() => Tokenizer.fromJson(value, 'file')).toThrow(InputError);
  });
});
