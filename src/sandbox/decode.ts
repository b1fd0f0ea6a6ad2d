/**
 * Reads canonical text (`values.ts`), as `encoder.ts` writes it, into tagged JSON: to compare a result by another policy
 * than equality, or to build it again in another realm. Every object comes as `{"$":"obj"}`, so that nothing a program
 * puts into its result is taken for a tag.
 */
import type { TaggedValue } from './types';

const WORDS: Record<string, TaggedValue> = {
  null: null,
  true: true,
  false: false,
  undefined: { $: 'undefined' },
  hole: { $: 'hole' },
  NaN: { $: 'nan' },
  Infinity: { $: 'inf' },
  '-Infinity': { $: '-inf' },
  '~0': { $: '-0' },
};

/** The tagged JSON of canonical text. Throws where the text ends too soon. */
export function decode(text: string): TaggedValue {
  return new Reader(text).value();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): TaggedValue {
    if (this.#next('"')) return this.#string();
    if (this.#next('[')) return this.#items('[', ']', () => this.value());
    if (this.#next('{')) return { $: 'obj', v: this.#items('{', '}', () => this.#pair(':')) };
    const word = this.#word();
    switch (this.#text[this.#at]) {
      case '{':
        if (word === 'Map') return { $: 'map', v: this.#items('{', '}', () => this.#pair('=>')) };
        return { $: 'set', v: this.#items('{', '}', () => this.value()) };
      case '[':
        return { $: 'typed', k: word, v: this.#items('[', ']', () => this.value()) };
      case '(': {
        const inside = this.#items('(', ')', () => this.value());
        if (word === 'RegExp') return { $: 'regexp', v: inside };
        return { $: 'date', v: typeof inside[0] === 'number' ? inside[0] : null };
      }
    }
    if (Object.hasOwn(WORDS, word)) return WORDS[word];
    return word.endsWith('n') ? { $: 'bigint', v: word.slice(0, -1) } : Number(word);
  }

  #pair(separator: string): TaggedValue[] {
    const key = this.value();
    this.#at += separator.length;
    return [key, this.value()];
  }

  #items(open: string, close: string, item: () => TaggedValue): TaggedValue[] {
    const items: TaggedValue[] = [];
    this.#at += open.length;
    while (!this.#next(close)) {
      if (this.#next(',')) this.#at++;
      items.push(item());
    }
    this.#at += close.length;
    return items;
  }

  #string(): string {
    const start = this.#at++;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    return JSON.parse(this.#text.slice(start, ++this.#at));
  }

  /** Up to the next mark: a number, a constant, or the name of what the brackets hold. */
  #word(): string {
    const word = /[^,:=()[\]{}]*/y;
    word.lastIndex = this.#at;
    const [found] = word.exec(this.#text) as RegExpExecArray;
    this.#at += found.length;
    return found;
  }

  #next(mark: string): boolean {
    if (this.#at >= this.#text.length) throw new Error('canonical text that ends too soon');
    return this.#text.startsWith(mark, this.#at);
  }
}
