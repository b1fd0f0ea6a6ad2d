/** The tokenizer of the built-in models: any UTF-8 text, as frequent words and single bytes. */
import { z } from 'zod';
import { InputError } from '../common/errors';
import { SPECIAL_TOKENS, wordPattern } from './tokenizer-build';
import { fromByteCharacters, UTF8_BYTES } from './tokenizer-bytes';

export interface SpecialOption {
  /** encode: read special tokens in the text as such. decode: write special tokens out. Default false for both. */
  special?: boolean;
}

/** Text to token ids and back. `decode(encode(text))` is the text. */
export interface TextCodec {
  /** One more than the largest id. A model may have more rows; those beyond are never text. */
  readonly vocabSize: number;
  /** The ids of the special tokens that this tokenizer has. */
  readonly specials: Readonly<Partial<Record<keyof typeof SPECIAL_TOKENS | 'bos', number>>>;
  /** Adds nothing to the text. Special tokens in it are ordinary characters unless `special` is set. */
  encode(text: string, options?: SpecialOption): number[];
  /** Bytes that are not valid UTF-8 come out as U+FFFD. */
  decode(ids: readonly number[], options?: SpecialOption): string;
  /** One token to show to a person; a byte that is no character on its own as `<0xE4>`. */
  tokenText(id: number): string;
}

type SpecialIds = Readonly<Record<keyof typeof SPECIAL_TOKENS, number>>;

/** See `tokenizer-build.ts` for how the `tokenizer.json` is made and why. */
export class Tokenizer implements TextCodec {
  readonly vocabSize: number;
  readonly specials: SpecialIds;
  /** The bytes of each id. */
  readonly #bytes: Uint8Array[] = [];
  readonly #byteIds = new Int32Array(256).fill(-1);
  readonly #wordIds = new Map<string, number>();
  readonly #words: RegExp;
  readonly #specialIds = new Map<string, number>();
  readonly #specialPattern = new RegExp(`(${wordPattern(Object.values(SPECIAL_TOKENS))})`, 'u');
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** Throws an InputError when the file was not made by `buildTokenizer`. `source` names it. */
  static fromJson(json: unknown, source: string): Tokenizer {
    return new Tokenizer(json, source);
  }

  private constructor(file: unknown, source: string) {
    const refuse = (reason: string): never => {
      throw new InputError(`${source}: not a tokenizer of Kata's built-in models (${reason})`);
    };
    const json = BuiltInForm.safeParse(file).data ?? refuse('expected BPE without merges over a split into words');

    for (const [token, id] of Object.entries(json.model.vocab)) {
      const bytes = fromByteCharacters(token) ?? refuse(`${JSON.stringify(token)} is not made of ByteLevel characters`);
      if (bytes.length === 1) this.#byteIds[bytes[0]] = id;
      else this.#wordIds.set(this.#decoder.decode(bytes), id);
      this.#place(id, bytes, refuse);
    }
    for (const { content, id } of json.added_tokens) {
      if (!(Object.values(SPECIAL_TOKENS) as string[]).includes(content)) refuse(`unknown added token ${content}`);
      this.#specialIds.set(content, id);
      this.#place(id, this.#encoder.encode(content), refuse);
    }
    this.vocabSize = this.#bytes.length;
    for (let id = 0; id < this.vocabSize; id++) {
      if (this.#bytes[id] === undefined) refuse(`no token has id ${id}`);
    }
    const missing = UTF8_BYTES.find((byte) => this.#byteIds[byte] < 0);
    if (missing !== undefined) refuse(`byte ${missing} has no token`);
    this.specials = Object.fromEntries(
      Object.entries(SPECIAL_TOKENS).map(([name, token]) => [
        name,
        this.#specialIds.get(token) ?? refuse(`${token} is missing`),
      ]),
    ) as SpecialIds;

    const pattern = wordPattern([...this.#wordIds.keys()]);
    if (pattern !== json.pre_tokenizer.pretokenizers[0].pattern.Regex) refuse('its split pattern is not its words');
    // An empty pattern would match everywhere; `(?!)` matches nowhere.
    this.#words = new RegExp(pattern || '(?!)', 'gu');
  }

  #place(id: number, bytes: Uint8Array, refuse: (reason: string) => never) {
    if (!Number.isInteger(id) || id < 0 || id > 0xffff) refuse(`bad id ${id}`);
    if (this.#bytes[id] !== undefined) refuse(`two tokens have id ${id}`);
    this.#bytes[id] = bytes;
  }

  encode(text: string, { special = false }: SpecialOption = {}): number[] {
    const ids: number[] = [];
    if (!special) {
      this.#encodePlain(text, ids);
      return ids;
    }
    // A split by a pattern in parentheses keeps the matches, at odd places.
    text.split(this.#specialPattern).forEach((part, index) => {
      if (index % 2 === 1) ids.push(this.#specialIds.get(part)!);
      else this.#encodePlain(part, ids);
    });
    return ids;
  }

  #encodePlain(text: string, ids: number[]) {
    let from = 0;
    for (const match of text.matchAll(this.#words)) {
      this.#encodeBytes(text.slice(from, match.index), ids);
      ids.push(this.#wordIds.get(match[0])!);
      from = match.index + match[0].length;
    }
    this.#encodeBytes(text.slice(from), ids);
  }

  #encodeBytes(text: string, ids: number[]) {
    for (const byte of this.#encoder.encode(text)) ids.push(this.#byteIds[byte]);
  }

  decode(ids: readonly number[], { special = false }: SpecialOption = {}): string {
    const specials = new Set(special ? [] : this.#specialIds.values());
    const parts = ids.map((id) => this.#bytesOf(id)).filter((_, index) => !specials.has(ids[index]));
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return this.#decoder.decode(all);
  }

  tokenText(id: number): string {
    const bytes = this.#bytesOf(id);
    const isText = bytes.length > 1 || /[\t\n\r -~]/.test(String.fromCharCode(bytes[0]));
    if (!isText) return `<0x${bytes[0].toString(16).toUpperCase().padStart(2, '0')}>`;
    return this.#decoder.decode(bytes);
  }

  #bytesOf(id: number): Uint8Array {
    const bytes = this.#bytes[id];
    if (bytes === undefined) throw new InputError(`token id ${id}: this tokenizer has ids 0 to ${this.vocabSize - 1}`);
    return bytes;
  }
}

/** The form that `buildTokenizer` writes, which says all that this tokenizer does. */
const BuiltInForm = z.object({
  added_tokens: z.array(z.object({ id: z.int(), content: z.string() })),
  normalizer: z.null(),
  pre_tokenizer: z.object({
    type: z.literal('Sequence'),
    pretokenizers: z.tuple([
      z.object({ type: z.literal('Split'), pattern: z.object({ Regex: z.string() }), behavior: z.literal('Isolated') }),
      z.object({ type: z.literal('ByteLevel'), add_prefix_space: z.literal(false), use_regex: z.literal(false) }),
    ]),
  }),
  post_processor: z.null(),
  model: z.object({
    type: z.literal('BPE'),
    ignore_merges: z.literal(true),
    vocab: z.record(z.string(), z.int()),
    merges: z.tuple([]),
  }),
});

/** Whether a parsed `tokenizer.json` has the form of the built-in models. */
export function isBuiltInTokenizer(json: unknown): boolean {
  return BuiltInForm.safeParse(json).success;
}
