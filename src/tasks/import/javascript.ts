/** A parser of the JavaScript expressions that unit tests are made of: literals, operators, names, calls. */
import type { Token } from '../lexer';
import { type Expression, tagNumber, Unsupported } from './expression';

/** Binding power of binary operators. */
const POWER: Record<string, number> = {
  '||': 1,
  '??': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '===': 3,
  '!==': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '**': 8,
};
const PREFIX = new Set(['-', '+', '!', 'void']);
const PREFIX_POWER = 7;

const WORDS: Record<string, Expression> = {
  true: { type: 'constant', value: true },
  false: { type: 'constant', value: false },
  null: { type: 'constant', value: null },
  undefined: { type: 'constant', value: { $: 'undefined' } },
  NaN: { type: 'constant', value: { $: 'nan' } },
  Infinity: { type: 'constant', value: { $: 'inf' } },
};
const KEYWORDS = new Set(
  'async await break case class const delete do else for function if in instanceof let return switch this throw try typeof var while yield'.split(
    ' ',
  ),
);

/** Reads one expression of a program's tokens, from `at` on; `at` is then behind it. */
export class ExpressionReader {
  constructor(
    readonly tokens: readonly Token[],
    public at = 0,
  ) {}

  /** The text of the next token; empty at the end. */
  get next(): string {
    return this.tokens[this.at]?.text ?? '';
  }

  expression(least = 0): Expression {
    let left = this.#prefixed();
    for (;;) {
      const operator = this.next;
      const power = this.tokens[this.at]?.kind === 'punctuator' ? POWER[operator] : undefined;
      if (power === undefined || power <= least) return left;
      this.at++;
      // a ** b ** c is a ** (b ** c).
      left = { type: 'binary', operator, left, right: this.expression(operator === '**' ? power - 1 : power) };
    }
  }

  #prefixed(): Expression {
    const operator = this.next;
    if (!PREFIX.has(operator) || this.tokens[this.at].kind === 'string') return this.#called(this.#primary());
    this.at++;
    return { type: 'unary', operator, operand: this.expression(PREFIX_POWER) };
  }

  /** An expression with the members and calls that follow it. */
  #called(callee: Expression): Expression {
    let found = callee;
    for (;;) {
      if (this.#take('.')) {
        const token = this.tokens[this.at++];
        if (token?.kind !== 'word') throw new Unsupported('a private or computed member');
        found = { type: 'member', object: found, property: token.text };
      } else if (this.#take('(')) {
        found = { type: 'call', callee: found, args: this.#list(')') };
      } else {
        return found;
      }
    }
  }

  #primary(): Expression {
    const token = this.tokens[this.at++];
    if (!token) throw new Unsupported('an expression that breaks off');
    switch (token.kind) {
      case 'number':
        return { type: 'constant', value: numberText(token.text) };
      case 'string':
        return { type: 'constant', value: unescaped(token.text) };
      case 'text':
        if (token.text.endsWith('`') && token.text.length > 1) {
          return { type: 'constant', value: unescaped(token.text) };
        }
        throw new Unsupported('a template with substitutions');
      case 'word':
        return this.#word(token.text);
    }
    if (token.text === '[') return { type: 'array', items: this.#list(']') };
    if (token.text === '{') return { type: 'object', entries: this.#entries() };
    if (token.text === '(') {
      const inner = this.expression();
      this.#expect(')');
      if (this.next === '=>') throw new Unsupported('a function');
      return inner;
    }
    throw new Unsupported(token.kind === 'regexp' ? 'a regular expression' : `"${token.text}" where a value should be`);
  }

  #word(word: string): Expression {
    if (word === 'new') {
      let callee = this.#primary();
      while (this.#take('.')) callee = { type: 'member', object: callee, property: this.tokens[this.at++]?.text ?? '' };
      return { type: 'new', callee, args: this.#take('(') ? this.#list(')') : [] };
    }
    if (Object.hasOwn(WORDS, word)) return WORDS[word];
    if (KEYWORDS.has(word)) throw new Unsupported(`${word} in an expression`);
    if (this.next === '=>') throw new Unsupported('a function');
    return { type: 'name', name: word };
  }

  #list(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#take(close)) {
      if (this.next === ',') throw new Unsupported('an array with holes');
      if (this.next === '...') throw new Unsupported('a spread');
      items.push(this.expression());
      if (this.next !== close) this.#expect(',');
    }
    return items;
  }

  #entries(): [string, Expression][] {
    const entries: [string, Expression][] = [];
    while (!this.#take('}')) {
      const token = this.tokens[this.at++];
      if (!token || token.kind === 'punctuator') throw new Unsupported('an object with computed or spread keys');
      const key =
        token.kind === 'string'
          ? unescaped(token.text)
          : token.kind === 'number'
            ? String(numberText(token.text))
            : token.text;
      if (!this.#take(':')) throw new Unsupported('an object with methods or shorthand keys');
      entries.push([key, this.expression()]);
      if (this.next !== '}') this.#expect(',');
    }
    return entries;
  }

  #take(text: string): boolean {
    const found = this.next === text && this.tokens[this.at].kind === 'punctuator';
    if (found) this.at++;
    return found;
  }

  #expect(text: string): void {
    if (!this.#take(text)) {
      throw new Unsupported(this.next ? `"${this.next}" where "${text}" should be` : 'an expression that breaks off');
    }
  }
}

function numberText(text: string) {
  const plain = text.replaceAll('_', '');
  if (plain.endsWith('n') && !/^0x/i.test(plain)) return { $: 'bigint', v: plain.slice(0, -1) };
  if (/^0\d/.test(plain)) throw new Unsupported(`the number ${text}, octal or not`);
  const value = Number(plain);
  if (Number.isNaN(value)) throw new Unsupported(`the number ${text}`);
  return tagNumber(value);
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };

/** What a quoted text says. */
function unescaped(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.length < 2 || quoted[0] !== quoted.at(-1)) throw new Unsupported('a text that breaks off');
  return inner.replace(/\\(u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r\n|[\s\S])/g, (_, code: string) => {
    if (/^[ux]./.test(code)) return String.fromCodePoint(Number.parseInt(code.replace(/[ux{}]/g, ''), 16));
    if (/^[1-9ux]$/.test(code)) throw new Unsupported(`the escape \\${code}`);
    return code === '\n' || code === '\r\n' ? '' : (ESCAPES[code] ?? code);
  });
}
