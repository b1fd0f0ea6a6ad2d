/** A parser of the Python expressions that MBPP's assertions are made of, into the same form as JavaScript's. */
import type { TaggedValue } from '../../sandbox/types';
import { type Expression, evaluateConstant, tagObject, Unsupported } from './expression';

const SPACE = /(?:\s|#[^\n]*|\\\n)+/y;
const TOKEN =
  /[rbuf]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')|0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?j?|[\p{L}_][\p{L}\p{N}_]*|\*\*|\/\/|[=!<>]=|[\s\S]/iuy;

function tokenize(source: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? '';
    at += found.length;
    return found;
  };
  for (;;) {
    match(SPACE);
    if (at >= source.length) return tokens;
    tokens.push(match(TOKEN));
  }
}

const CONSTANTS: Record<string, TaggedValue> = { True: true, False: false, None: null };
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', 'is']);

/** The condition of `assert condition` or `assert condition, message`. */
export function readAssertion(source: string): Expression {
  const reader = new Reader(tokenize(source));
  reader.expect('assert');
  const condition = reader.condition();
  if (reader.next !== '' && reader.next !== ',') throw new Unsupported(`"${reader.next}" after the condition`);
  return condition;
}

class Reader {
  #at = 0;
  constructor(readonly tokens: readonly string[]) {}

  get next(): string {
    return this.tokens[this.#at] ?? '';
  }

  expect(text: string): void {
    if (!this.#take(text)) {
      throw new Unsupported(this.next ? `"${this.next}" where "${text}" should be` : 'an expression that breaks off');
    }
  }

  condition(): Expression {
    if (this.#take('not')) return { type: 'unary', operator: '!', operand: this.condition() };
    const left = this.#sum();
    const operator = this.next;
    if (operator === 'and' || operator === 'or' || operator === 'in' || operator === 'if' || operator === 'for') {
      throw new Unsupported(`"${operator}" in an expression`);
    }
    if (!COMPARISONS.has(operator)) return left;
    this.#at++;
    if (operator === 'is' && this.#take('not')) return { type: 'binary', operator: '!=', left, right: this.#sum() };
    const right = this.#sum();
    if (COMPARISONS.has(this.next)) throw new Unsupported('a chain of comparisons');
    return { type: 'binary', operator: operator === 'is' ? '==' : operator, left, right };
  }

  #sum(): Expression {
    let left = this.#product();
    while (this.next === '+' || this.next === '-') {
      const operator = this.tokens[this.#at++];
      left = { type: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#signed();
    for (;;) {
      if (this.next === '//' || this.next === '%') throw new Unsupported(`"${this.next}", whose sign is Python's own`);
      if (this.next !== '*' && this.next !== '/') return left;
      const operator = this.tokens[this.#at++];
      left = { type: 'binary', operator, left, right: this.#signed() };
    }
  }

  #signed(): Expression {
    if (this.next === '-' || this.next === '+') {
      return { type: 'unary', operator: this.tokens[this.#at++], operand: this.#signed() };
    }
    const base = this.#called(this.#primary());
    return this.#take('**') ? { type: 'binary', operator: '**', left: base, right: this.#signed() } : base;
  }

  #called(callee: Expression): Expression {
    let found = callee;
    for (;;) {
      if (this.#take('.')) found = { type: 'member', object: found, property: this.tokens[this.#at++] ?? '' };
      else if (this.#take('(')) found = this.#arguments(found);
      else if (this.next === '[') throw new Unsupported('an index');
      else return found;
    }
  }

  #arguments(callee: Expression): Expression {
    const args: Expression[] = [];
    const keywords: Record<string, Expression> = {};
    while (!this.#take(')')) {
      if (this.next === '*' || this.next === '**') throw new Unsupported('a spread');
      if (this.tokens[this.#at + 1] === '=') {
        const name = this.tokens[this.#at];
        this.#at += 2;
        keywords[name] = this.condition();
      } else {
        args.push(this.condition());
      }
      if (this.next !== ')') this.expect(',');
    }
    return { type: 'call', callee, args, ...(Object.keys(keywords).length > 0 && { keywords }) };
  }

  #primary(): Expression {
    const token = this.tokens[this.#at++];
    if (token === undefined) throw new Unsupported('an expression that breaks off');
    if (token === '(') return this.#tuple();
    if (token === '[') return { type: 'array', items: this.#items(']') };
    if (token === '{') return this.#braces();
    if (/^[rbuf]*["']/i.test(token)) return { type: 'constant', value: this.#strings(token) };
    if (/^[\d.]/.test(token) && token !== '.') return { type: 'constant', value: numberText(token) };
    if (Object.hasOwn(CONSTANTS, token)) return { type: 'constant', value: CONSTANTS[token] };
    if (token === 'lambda') throw new Unsupported('a function');
    if (/^[\p{L}_]/u.test(token)) return { type: 'name', name: token };
    throw new Unsupported(`"${token}" where a value should be`);
  }

  /** A tuple is an array to JavaScript. */
  #tuple(): Expression {
    if (this.#take(')')) return { type: 'array', items: [] };
    const first = this.condition();
    if (this.#take(')')) return first;
    this.expect(',');
    return { type: 'array', items: [first, ...this.#items(')')] };
  }

  #items(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#take(close)) {
      items.push(this.condition());
      if (this.next !== close) this.expect(',');
    }
    return items;
  }

  /** A dictionary is an object, a set is a Set. */
  #braces(): Expression {
    if (this.#take('}')) return { type: 'object', entries: [] };
    const first = this.condition();
    if (!this.#take(':')) {
      if (this.next !== '}') this.expect(',');
      const items = [first, ...this.#items('}')].map((item) => evaluateConstant(item));
      return { type: 'constant', value: { $: 'set', v: items } };
    }
    const entries: [string, TaggedValue][] = [[objectKey(first), evaluateConstant(this.condition())]];
    while (!this.#take('}')) {
      this.expect(',');
      if (this.#take('}')) break;
      const key = objectKey(this.condition());
      this.expect(':');
      entries.push([key, evaluateConstant(this.condition())]);
    }
    return { type: 'constant', value: tagObject(entries) };
  }

  /** Texts side by side are one. */
  #strings(first: string): string {
    let all = stringText(first);
    while (/^[rbuf]*["']/i.test(this.next)) all += stringText(this.tokens[this.#at++]);
    return all;
  }

  #take(text: string): boolean {
    const found = this.next === text;
    if (found) this.#at++;
    return found;
  }
}

/** A key of an object, as JavaScript would write it. */
function objectKey(expression: Expression): string {
  const key = evaluateConstant(expression);
  if (typeof key === 'string' || typeof key === 'number') return String(key);
  throw new Unsupported('a dictionary whose keys are no texts or numbers');
}

function numberText(text: string): number {
  const plain = text.replaceAll('_', '');
  const value = Number(plain);
  if (/j$/i.test(plain) && !/^0x/i.test(plain)) throw new Unsupported('a complex number');
  if (Number.isNaN(value)) throw new Unsupported(`the number ${text}`);
  const isInteger = /^(\d+|0[xob].*)$/i.test(plain);
  if (isInteger && !Number.isSafeInteger(value)) {
    throw new Unsupported(`the integer ${text}, which no JavaScript number holds`);
  }
  return value;
}

const ESCAPES: Record<string, string> = {
  ...{ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07', '\n': '' },
  ...{ '\\': '\\', '"': '"', "'": "'" },
};

function stringText(token: string): string {
  const [, prefix, quoted] = /^([rbuf]*)([\s\S]*)$/i.exec(token)!;
  if (/[bf]/i.test(prefix)) throw new Unsupported(`a ${/b/i.test(prefix) ? 'bytes' : 'formatted'} literal`);
  const inner = /^("""|''')/.test(quoted) ? quoted.slice(3, -3) : quoted.slice(1, -1);
  if (/r/i.test(prefix)) return inner;
  return inner.replace(/\\(U[\da-fA-F]{8}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (found, code: string) => {
    if (/^[uUx]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
    if (code === 'N') throw new Unsupported('a character by its name');
    // An escape that Python does not know stands for itself, backslash and all.
    return ESCAPES[code] ?? found;
  });
}
