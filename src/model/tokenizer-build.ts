/**
 * Makes the `tokenizer.json` of the built-in models: every UTF-8 byte, and frequent words as one token each.
 *
 * The words are vocabulary entries that a split pattern cuts out of the text (`ignore_merges` then takes them whole).
 * Byte-pair merges would need an entry for every step towards a word (seven for `Math.max(`), and they join what the
 * model must decide apart: trained on the default task with 320 entries, they need 13 to 14 tokens for a prompt and
 * 15 to 22 for a program, and make tokens such as `(x=>x` and `).`; these words need 8 and 13.
 */
import { BYTE_CHARACTERS, toByteCharacters, UTF8_BYTES } from './tokenizer-bytes';

/** The special tokens, by what they are for. They are never found in ordinary text. */
export const SPECIAL_TOKENS = {
  /** Ends a completion. */
  end: '<|end|>',
  /** Begins the next turn: the model's, after the output of a program that it ran. */
  turn: '<|turn|>',
  /** Begins a program that the model wants to run. */
  code: '<|code|>',
  /** Ends that program; what it prints follows. */
  output: '<|output|>',
  pad: '<|pad|>',
} as const;

/** No word holds a digit (numbers are read digit by digit), nor two things that a program decides apart. */
export const WORDS: readonly string[] = [
  // The words of the default task.
  ...[': ', ', ', 'add ', 'sub ', 'times ', 'double', 'square', 'negate', 'abs', 'mod ', 'half', 'max ', 'min '],
  ...['upper', 'lower', 'reverse', 'repeat ', 'first ', 'drop ', 'last ', 'append ', 'length'],
  ...['each ', 'keep ', 'pos', 'even', 'odd', 'sort', 'sum', 'largest', 'smallest'],
  // What its programs are made of.
  ...['x=>', 's=>', 'a=>', '(p,q)=>', '=>', 'return ', '===', '!==', '**', '...', 'Math.max(', 'Math.min('],
  ...['Math.abs(', 'Math.floor(', '.toUpperCase()', '.toLowerCase()', '.split("")', '.join("")', '.reverse()'],
  ...['.repeat(', '.slice(', '.length', '.map(', '.filter(', '.reduce(', '.sort('],
  // The rest of everyday JavaScript.
  ...['function ', 'const ', 'let ', 'if(', 'else', 'for(', '&&', '||', '>=', '<=', 'true', 'false', '  '],
];

/** The pattern that cuts the words out of a text: the longest first, in syntax that every regex engine reads alike. */
export function wordPattern(words: readonly string[]): string {
  const longestFirst = [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return longestFirst.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
}

/** The `tokenizer.json` of the built-in models, as an object. Ids: bytes in order, words, special tokens. */
export function buildTokenizer(words: readonly string[] = WORDS) {
  const tokens = [...UTF8_BYTES.map((byte) => BYTE_CHARACTERS[byte]), ...words.map(toByteCharacters)];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Object.values(SPECIAL_TOKENS).map((content, index) => ({
      id: tokens.length + index,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: wordPattern(words) }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: true,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: [],
    },
  };
}

/** The `tokenizer_config.json`, by which Python `transformers` loads the tokenizer. */
export const TOKENIZER_CONFIG = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: null,
  eos_token: SPECIAL_TOKENS.end,
  pad_token: SPECIAL_TOKENS.pad,
  unk_token: null,
  additional_special_tokens: [SPECIAL_TOKENS.turn, SPECIAL_TOKENS.code, SPECIAL_TOKENS.output],
  clean_up_tokenization_spaces: false,
};
