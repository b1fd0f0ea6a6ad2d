import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Tokenizer as Oracle } from '@huggingface/tokenizers';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/common/errors';
import { loadHuggingFaceTokenizer } from '../../src/model/huggingface-tokenizer';
import { type TextCodec, Tokenizer } from '../../src/model/tokenizer';
import { buildTokenizer, TOKENIZER_CONFIG } from '../../src/model/tokenizer-build';
import { loadTokenizer } from '../../src/model/tokenizer-load';
import { TEXTS } from './texts';

// biome-ignore lint/suspicious/noExplicitAny: the tests change any part of the file.
type Json = any;

const gpt2: Json = JSON.parse(readFileSync(new URL('../golden/gpt2/tokenizer.json', import.meta.url), 'utf8'));
const config = { eos_token: '<|endoftext|>', bos_token: '<|endoftext|>' };
const withModel = (change: object): Json => ({ ...gpt2, model: { ...gpt2.model, ...change } });
const pairs = (gpt2.model.merges as string[]).map((merge) => merge.split(' '));

test('the golden file lacks the model type, which the package needs', () => {
  expect(gpt2.model.type).toBeUndefined();
  expect(typeof gpt2.model.merges[0]).toBe('string');
});

/** The split of Qwen 2, in a syntax that JavaScript lacks, over the vocabulary of GPT-2. */
const qwen: Json = {
  ...withModel({ type: 'BPE', merges: pairs, ignore_merges: true }),
  normalizer: { type: 'NFC' },
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      {
        type: 'Split',
        pattern: {
          Regex:
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        },
        behavior: 'Isolated',
        invert: false,
      },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    ],
  },
};

describe.each<[string, Json, Json]>([
  ['as it is', gpt2, withModel({ type: 'BPE' })],
  ['with merges as pairs', withModel({ merges: pairs }), withModel({ type: 'BPE' })],
  ['with a model type', withModel({ type: 'BPE' }), withModel({ type: 'BPE' })],
  ['with the split of Qwen', qwen, qwen],
])("GPT-2's tokenizer.json %s", (_, json, right) => {
  const oracle = new Oracle(right, { ...config, clean_up_tokenization_spaces: false });
  let tokenizer: TextCodec;
  beforeAll(async () => {
    tokenizer = await loadHuggingFaceTokenizer(json, config, 'gpt2/tokenizer.json');
  });

  test.each(TEXTS.map((text) => [text]))('%j', (text) => {
    const ids = tokenizer.encode(text);
    expect(ids).toEqual(oracle.encode(text).ids);
    expect(tokenizer.decode(ids)).toBe(text);
  });

  test('all texts as one', () => {
    const text = TEXTS.join('\n');
    expect(tokenizer.encode(text)).toEqual(oracle.encode(text).ids);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    expect(tokenizer.encode('')).toEqual([]);
    expect(tokenizer.decode([])).toBe('');
  });

  test('special tokens in a text are read only when asked for', () => {
    const text = 'a<|endoftext|>b';
    expect(tokenizer.encode(text, { special: true })).toEqual(oracle.encode(text).ids);
    expect(tokenizer.encode(text, { special: true })).toContain(50256);
    expect(tokenizer.encode(text)).not.toContain(50256);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    expect(tokenizer.decode([64, 50256, 65])).toBe('ab');
    expect(tokenizer.decode([64, 50256, 65], { special: true })).toBe(text);
  });

  test('sizes, special tokens, and tokens to show', () => {
    expect(tokenizer.vocabSize).toBe(50257);
    expect(tokenizer.specials).toEqual({ end: 50256, bos: 50256, pad: undefined });
    expect(tokenizer.encode('return x').map((id) => tokenizer.tokenText(id))).toEqual(['return', ' x']);
    expect(tokenizer.tokenText(tokenizer.encode('語')[0])).not.toContain('\ufffd');
    expect(() => tokenizer.decode([50257])).toThrow(InputError);
    expect(() => tokenizer.tokenText(-1)).toThrow(InputError);
  });
});

test('added tokens: the longest wins, and ordinary ones are always read', async () => {
  const added = ['<a>', '<a><b>', '<b>'].map((content, i) => ({ id: 50257 + i, content, special: i === 2 }));
  const json = { ...withModel({ type: 'BPE' }), added_tokens: added };
  const tokenizer = await loadHuggingFaceTokenizer(json, {}, 'file');
  expect(tokenizer.encode('<a><b><a><b', { special: true }).slice(0, 2)).toEqual([50258, 50257]);
  expect(tokenizer.encode('<a><b>')).toEqual([50258]);
  expect(tokenizer.encode('<b>')).not.toContain(50259);
  expect(tokenizer.specials).toEqual({});
});

test('the built-in tokenizer means the same to the package', async () => {
  const json = buildTokenizer();
  const builtIn = Tokenizer.fromJson(json, 'tokenizer.json');
  const tokenizer = await loadHuggingFaceTokenizer(json, TOKENIZER_CONFIG, 'tokenizer.json');
  expect(tokenizer.vocabSize).toBe(builtIn.vocabSize);
  expect(tokenizer.specials).toEqual(builtIn.specials);
  for (const text of [...TEXTS, 'x<|code|>y<|end|>']) {
    for (const special of [false, true]) {
      const ids = builtIn.encode(text, { special });
      expect(tokenizer.encode(text, { special })).toEqual(ids);
      expect(tokenizer.decode(ids, { special: true })).toBe(text);
    }
  }
});

test('a file is read by the tokenizer that it is for', async () => {
  expect(await loadTokenizer(buildTokenizer(), TOKENIZER_CONFIG, 'file')).toBeInstanceOf(Tokenizer);
  const imported = await loadTokenizer(gpt2, undefined, 'file');
  expect(imported).not.toBeInstanceOf(Tokenizer);
  expect(imported.specials.end).toBeUndefined();
});

describe('a tokenizer that would misread text is refused, by name', () => {
  const vocab = { ...gpt2.model.vocab };
  delete vocab.Ċ;
  test.each<[string, unknown, RegExp]>([
    ['null', null, /no model/],
    ['a config.json', { model_type: 'gpt2' }, /no model/],
    ['WordPiece', { model: { type: 'WordPiece', vocab: { a: 0 } } }, /"WordPiece", expected "BPE"/],
    ['Unigram', { model: { type: 'Unigram', vocab: [['a', 0]] } }, /"Unigram", expected "BPE"/],
    ['merges with spaces in them', withModel({ merges: [['a b', 'c']] }), /\["a b","c"\]/],
    ['merges of three', withModel({ merges: [['a', 'b', 'c']] }), /\["a","b","c"\]/],
    ['no token for a line end', withModel({ vocab }), /no token for a part of/],
    ['unknown text read as a token', withModel({ vocab, unk_token: '<|endoftext|>' }), /does not give back/],
    [
      'a normalizer that changes the text',
      { ...gpt2, normalizer: { type: 'Lowercase' }, decoder: null },
      /does not give/,
    ],
    ['an unknown pre-tokenizer', { ...gpt2, pre_tokenizer: { type: 'Nonsense' } }, /cannot be read/],
    [
      'a pattern that JavaScript lacks',
      { ...gpt2, pre_tokenizer: { type: 'Split', pattern: { Regex: '(?>a)' } } },
      /cannot be/,
    ],
  ])('%s', async (_, json, reason) => {
    const load = loadHuggingFaceTokenizer(json, {}, 'my/tokenizer.json');
    await expect(load).rejects.toThrow(InputError);
    await expect(load).rejects.toThrow(/^my\/tokenizer\.json: /);
    await expect(load).rejects.toThrow(reason);
  });

  test('a tokenizer_config.json that is none', async () => {
    await expect(loadHuggingFaceTokenizer(gpt2, 3, 'file')).rejects.toThrow(InputError);
  });
});

describe('the package', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));

  test('loads in plain Node', () => {
    const script = "import('@xenova/transformers').then((m) => process.stdout.write(typeof m.PreTrainedTokenizer))";
    expect(execFileSync(process.execPath, ['-e', script], { cwd: root }).toString()).toBe('function');
  });

  test('is loaded where a tokenizer or an embedding is asked for, and not before', () => {
    const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.tsx?$/.test(file),
    );
    const imports = files.flatMap((file) =>
      [...readFileSync(`${root}src/${file}`, 'utf8').matchAll(/\w+\W*['"]@xenova\/transformers.*/g)].map(
        ([line]) => `${file.replaceAll('\\', '/')}: ${line}`,
      ),
    );
    expect(imports.sort()).toEqual([
      "cli/tasks/feature-extraction.ts: import('@xenova/transformers');",
      "model/huggingface-tokenizer.ts: import('@xenova/transformers');",
    ]);
  });
});
