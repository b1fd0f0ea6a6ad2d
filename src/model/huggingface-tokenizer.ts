/**
 * The tokenizers of imported models, through `@xenova/transformers`, which is loaded only when one is asked for.
 *
 * Version 2.17.2 of that package misreads two common forms of `tokenizer.json` (a BPE model without its type, silently;
 * merges as pairs, with a crash). Both are put right here first, and every tokenizer must give back a fixed sample
 * before it is used.
 */
import { InputError, messageOf } from '../common/errors';
import { isObject } from '../common/json';
import type { SpecialOption, TextCodec } from './tokenizer';
import { SPECIAL_TOKENS } from './tokenizer-build';

/** Code, indentation, line ends, accents, and characters of two, three and four bytes. In normal form C. */
const SAMPLE = 'function add(a, b) {\n\treturn  a + b; // "naïve" <= 日本語 🙂\n}\r\n\n    it\'s 1 + 23 === 24 ?\n';

/**
 * @param json a parsed `tokenizer.json`
 * @param config the parsed `tokenizer_config.json` beside it, `{}` where there is none
 * @param source names the file in errors
 * @throws InputError when the tokenizer is of a kind that is not read right, or cannot write code
 */
export async function loadHuggingFaceTokenizer(
  json: unknown,
  config: unknown,
  source: string,
): Promise<HuggingFaceTokenizer> {
  const normalized = normalizeTokenizerJson(json, source);
  if (!isObject(config)) throw new InputError(`${source}: its tokenizer_config.json is not an object`);
  const { PreTrainedTokenizer } = await import('@xenova/transformers');
  let tokenizer: HuggingFaceTokenizer;
  try {
    tokenizer = new HuggingFaceTokenizer(new PreTrainedTokenizer(normalized, config), source);
  } catch (error) {
    throw new InputError(`${source}: this tokenizer cannot be read (${messageOf(error)})`);
  }
  tokenizer.check(SAMPLE);
  return tokenizer;
}

/** What this module uses of the package's `PreTrainedTokenizer`. */
interface Inner {
  model: { vocab: (string | undefined)[] };
  added_tokens: { id: number; content: string; special: boolean }[];
  added_tokens_regex: RegExp | null;
  getToken(name: string): string | null;
  encode(text: string, pair: null, options: { add_special_tokens: boolean }): number[];
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
}

/** A Hugging Face tokenizer as a TextCodec. It adds no token before or after the text, whatever its template says. */
class HuggingFaceTokenizer implements TextCodec {
  readonly vocabSize: number;
  readonly specials: TextCodec['specials'];
  readonly #inner: Inner;
  /** The same tokenizer, to which special tokens are ordinary text. */
  readonly #plain: Inner;

  constructor(
    inner: unknown,
    readonly source: string,
  ) {
    this.#inner = inner as Inner;
    const ordinary = this.#inner.added_tokens.filter((token) => !token.special);
    this.#plain = Object.assign(Object.create(this.#inner), {
      added_tokens: ordinary,
      added_tokens_regex: ordinary.length > 0 ? tokenPattern(ordinary) : null,
    });
    this.vocabSize = this.#inner.model.vocab.length;
    const added = (content: string) => this.#inner.added_tokens.find((token) => token.content === content)?.id;
    this.specials = {
      ...{ end: this.#idOf('eos_token'), pad: this.#idOf('pad_token'), bos: this.#idOf('bos_token') },
      ...{ turn: added(SPECIAL_TOKENS.turn), code: added(SPECIAL_TOKENS.code), output: added(SPECIAL_TOKENS.output) },
    };
  }

  encode(text: string, { special = false }: SpecialOption = {}): number[] {
    const inner = special ? this.#inner : this.#plain;
    const ids = inner.encode(text, null, { add_special_tokens: false });
    if (ids.some((id) => !Number.isInteger(id))) {
      throw new InputError(`${this.source}: this tokenizer has no token for a part of ${JSON.stringify(text)}`);
    }
    return ids;
  }

  decode(ids: readonly number[], { special = false }: SpecialOption = {}): string {
    for (const id of ids) this.#textOf(id);
    if (ids.length === 0) return '';
    return this.#inner.decode([...ids], { skip_special_tokens: !special, clean_up_tokenization_spaces: false });
  }

  tokenText(id: number): string {
    const text = this.decode([id], { special: true });
    // A token that is part of a character: what the vocabulary calls it says more than a replacement character.
    return text.includes('\ufffd') ? this.#textOf(id) : text;
  }

  /** Throws an InputError unless decoding the encoded text gives the text back. */
  check(text: string) {
    const back = this.decode(this.encode(text));
    if (back !== text) {
      throw new InputError(
        `${this.source}: this tokenizer does not give back what it read (${JSON.stringify(text)} became ${JSON.stringify(back)}), so it cannot write code`,
      );
    }
  }

  #textOf(id: number): string {
    const text = this.#inner.model.vocab[id];
    if (text === undefined) throw new InputError(`token id ${id}: ${this.source} has ids 0 to ${this.vocabSize - 1}`);
    return text;
  }

  #idOf(name: string): number | undefined {
    const content = this.#inner.getToken(name);
    const id = content === null ? -1 : this.#inner.model.vocab.indexOf(content);
    return id < 0 ? undefined : id;
  }
}

/** A pattern that splits a text at added tokens and keeps them. */
function tokenPattern(tokens: readonly { content: string }[]): RegExp {
  return new RegExp(tokens.map(({ content }) => `(${content.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`).join('|'));
}

/** A copy of a `tokenizer.json` in the one form that the package reads right. */
function normalizeTokenizerJson(json: unknown, source: string): Record<string, unknown> {
  if (!isObject(json) || !isObject(json.model))
    throw new InputError(`${source}: not a tokenizer.json (it has no model)`);
  const { model } = json;
  if (!isObject(model.vocab) || !Array.isArray(model.merges)) {
    throw new InputError(`${source}: its model is ${JSON.stringify(model.type ?? 'unknown')}, expected "BPE"`);
  }
  const merges = model.merges.map((merge: unknown) => {
    if (typeof merge === 'string') return merge;
    const isPair = Array.isArray(merge) && merge.length === 2 && merge.every((part) => typeof part === 'string');
    // The package joins the parts of a pair by a space to look it up.
    if (!isPair || merge.some((part) => part.includes(' '))) {
      throw new InputError(`${source}: merge ${JSON.stringify(merge)}, expected two tokens without spaces`);
    }
    return merge.join(' ');
  });
  // The package takes the first added token that fits; the longest is right.
  const added = Array.isArray(json.added_tokens) ? json.added_tokens : [];
  return {
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    ...json,
    added_tokens: [...added].sort((a, b) => b.content.length - a.content.length),
    model: { ...model, type: model.type ?? 'BPE', merges },
  };
}
