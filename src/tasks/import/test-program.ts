/**
 * Reads a JavaScript test program: its checks of one call with constants become data, and what is left of it, when it still
 * checks something, the code of a test.
 */
import { closing, type Token, tokenize } from '../lexer';
import { type CheckContext, closeTo, type DataCheck, readCondition, readEqual } from './check';
import { dottedName, type Expression, evaluateConstant, plainNumber, Unsupported } from './expression';
import { ExpressionReader } from './javascript';

interface TestProgram {
  checks: DataCheck[];
  /** What is left: checks that are no data, with what they need; undefined when nothing is left to check. */
  rest?: string;
  /** Why there is a rest. */
  reasons: string[];
}

/** Reads the test program of a function. `helpers` is source that its tests may call beside the function. */
export function readTestProgram(source: string, entry: string, helpers = ''): TestProgram {
  const reading = new Reading(source, entry);
  reading.scope(0, reading.tokens.length);
  const rest = reading.rest();
  const { checks } = reading;
  if (rest === undefined) return { checks, reasons: [] };
  const reasons = reading.reasons.length > 0 ? reading.reasons : ['loops and what else is more than checks'];
  return { checks, reasons, rest: asCode(rest, entry, helpers) };
}

/** Source that gives the rest of a test program the function under its own name, and the checkers that it calls. */
function asCode(rest: string, entry: string, helpers: string): string {
  const needs = (pattern: RegExp, text: string) => (pattern.test(rest) ? text : '');
  const prelude = [
    `const ${entry}=candidate;`,
    needs(/\bconsole\b/, 'const console={assert,log(){},error(){}};'),
    needs(
      /\brequire\b|\bdeepEqual\b|\bisDeepStrictEqual\b/,
      'const isEqual=(a,b)=>{try{assert.deepEqual(a,b)}catch{return false}return true},deepEqual=isEqual,isDeepStrictEqual=isEqual;',
    ),
    needs(/\brequire\b/, 'const require=(name)=>/assert$/.test(name)?assert:{isEqual,isDeepStrictEqual};'),
  ].join('');
  return `{${prelude}${helpers.trim()}\n{${rest.trim()}}}`;
}

const CHECKERS = /^(?:console\.assert|assert(?:\.\w+)?|expect)$/;
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '++', '--', '.', '[', '??=', '||=', '&&=', '**=']);

class Reading {
  readonly tokens: Token[];
  readonly checks: DataCheck[] = [];
  readonly reasons: string[] = [];
  readonly #names = new Map<string, Expression>();
  /** Spans of the source that became data. */
  readonly #cut: [from: number, to: number][] = [];
  readonly #fixed: Set<string>;
  readonly #context: CheckContext;

  constructor(
    readonly source: string,
    entry: string,
  ) {
    this.tokens = tokenize(source);
    this.#fixed = fixedNames(this.tokens);
    this.#context = { entry, names: this.#names };
  }

  /** Reads the statements of a block, from one token to another. */
  scope(from: number, to: number): void {
    for (let at = from; at < to; ) at = this.#statement(at, to);
  }

  /** What is not data, when a call of the function is among it. */
  rest(): string | undefined {
    let text = '';
    let at = 0;
    for (const [from, to] of this.#cut) {
      text += `${this.source.slice(at, from)};`;
      at = to;
    }
    text += this.source.slice(at);
    const words = new Set(tokenize(text).map((token) => token.text));
    const checks = ['assert', 'expect', 'throw', 'test', 'it'].some((word) => words.has(word));
    return checks && words.has(this.#context.entry) ? text : undefined;
  }

  /** Reads the statement at a token, as far as that can be done; the next token to look at. */
  #statement(at: number, to: number): number {
    const body = this.#testFunction(at);
    if (body) {
      this.scope(body.from, body.to);
      return body.to + 1;
    }
    return this.#binding(at) ?? this.#check(at, to) ?? this.#skip(at);
  }

  /** The body of a function without parameters that the program calls by its name: a wrapper of checks. */
  #testFunction(at: number): { from: number; to: number } | undefined {
    const text = (i: number) => this.tokens[at + i]?.text;
    const isArrow =
      ['const', 'let', 'var'].includes(text(0)) &&
      text(2) === '=' &&
      ['(', ')', '=>', '{'].every((t, i) => text(3 + i) === t);
    const isFunction = text(0) === 'function' && ['(', ')', '{'].every((t, i) => text(2 + i) === t);
    if (!isArrow && !isFunction) return undefined;
    const open = at + (isArrow ? 6 : 4);
    const close = closing(this.tokens, open);
    const isCalled = this.tokens.some(
      (token, i) => token.text === text(1) && this.tokens[i + 1]?.text === '(' && (i < at || i > open),
    );
    return isCalled && close !== undefined ? { from: open + 1, to: close } : undefined;
  }

  /** `const name = constant or call`, where nothing changes it later. */
  #binding(at: number): number | undefined {
    const [word, name, equals] = this.tokens.slice(at, at + 3);
    if (!['const', 'let', 'var'].includes(word.text) || equals?.text !== '=' || !this.#fixed.has(name.text)) return;
    const read = this.#expression(at + 3);
    if (!read) return;
    this.#names.set(name.text, read.expression);
    return read.end;
  }

  /** A call of an assertion, or `if (!condition) throw …`, as data; cut out of the source when it is. */
  #check(at: number, to: number): number | undefined {
    const previous = this.tokens[at - 1];
    const begins = at === 0 || ['{', '}', ';'].includes(previous.text) || this.#isNewLine(at);
    const isIf = this.tokens[at].text === 'if' && this.tokens[at + 1]?.text === '(';
    if (!begins || (!isIf && !/^(?:console|assert|expect)$/.test(this.tokens[at].text))) return undefined;
    const read = isIf ? this.#throwing(at, to) : this.#expression(at);
    if (!read) {
      this.reasons.push(`a check that is more than an expression`);
      return undefined;
    }
    try {
      const check = isIf ? readCondition(read.expression, this.#context) : this.#assertion(read.expression);
      if (!check) return undefined;
      this.checks.push(check);
      const last = this.tokens[read.end - 1];
      this.#cut.push([this.tokens[at].at, last.at + last.text.length]);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      this.reasons.push(error.message);
    }
    return read.end;
  }

  /** `if (!condition) throw …` or with the throw in braces: the condition. */
  #throwing(at: number, to: number): { expression: Expression; end: number } | undefined {
    const close = closing(this.tokens, at + 1);
    if (close === undefined) return undefined;
    const read = this.#expression(at + 1);
    const negated = read?.expression;
    const braces = this.tokens[close + 1]?.text === '{';
    const end = braces ? closing(this.tokens, close + 1) : this.#endOfLine(close + 1, to);
    if (read?.end !== close + 1 || negated?.type !== 'unary' || negated.operator !== '!' || end === undefined) return;
    if (this.tokens[close + (braces ? 2 : 1)]?.text !== 'throw' || this.tokens[end + 1]?.text === 'else') return;
    return { expression: negated.operand, end: end + 1 };
  }

  /** What an assertion checks; undefined for a statement that is none. */
  #assertion(expression: Expression): DataCheck | undefined {
    if (expression.type !== 'call') return undefined;
    const { callee, args } = expression;
    const name = dottedName(callee);
    if (name === undefined) return this.#expectation(callee, args);
    if (!CHECKERS.test(name)) return undefined;
    const method = name.split('.').at(-1)!;
    if (['assert', 'ok'].includes(method) && args.length > 0) return readCondition(args[0], this.#context);
    if (args.length < 2) throw new Unsupported(`${name} of one value`);
    if (method === 'equal') {
      const check = readEqual(args[0], args[1], this.#context, { mode: 'loose' });
      if (check.expected !== null && typeof check.expected === 'object') throw new Unsupported(`${name} of an object`);
      return check;
    }
    if (/^(?:deepEqual|deepStrictEqual|strictEqual)$/.test(method)) {
      return readEqual(args[0], args[1], this.#context, { mode: 'strict' });
    }
    throw new Unsupported(`a check by ${name}`);
  }

  /** `expect(actual).matcher(expected)`. */
  #expectation(callee: Expression, args: Expression[]): DataCheck | undefined {
    if (callee.type !== 'member' || callee.object.type !== 'call') return undefined;
    if (dottedName(callee.object.callee) !== 'expect' || callee.object.args.length !== 1) return undefined;
    const [actual] = callee.object.args;
    const { property } = callee;
    if (/^(?:toBe|toEqual|toStrictEqual)$/.test(property) && args.length === 1) {
      return readEqual(actual, args[0], this.#context, { mode: 'strict' });
    }
    if (property === 'toBeCloseTo' && args.length > 0) {
      const digits = args.length > 1 ? plainNumber(evaluateConstant(args[1])) : 2;
      if (digits === undefined) throw new Unsupported('toBeCloseTo of no number');
      return closeTo(readEqual(actual, args[0], this.#context, { mode: 'strict' }), 0, 10 ** -digits / 2);
    }
    throw new Unsupported(`a check by ${property}`);
  }

  /** The expression at a token, when a statement can end behind it. */
  #expression(at: number): { expression: Expression; end: number } | undefined {
    const reader = new ExpressionReader(this.tokens, at);
    try {
      const expression = reader.expression();
      const end = reader.at;
      const ends = end >= this.tokens.length || [';', '}'].includes(this.tokens[end].text) || this.#isNewLine(end);
      if (ends || this.tokens[at - 1]?.text === 'if') return { expression, end };
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    }
    return undefined;
  }

  /** The token behind this one; a block that is no wrapper is left whole. */
  #skip(at: number): number {
    const { text, kind } = this.tokens[at];
    if (kind !== 'punctuator' || !['{', '(', '['].includes(text)) return at + 1;
    const close = closing(this.tokens, at);
    return close === undefined ? this.tokens.length : close + 1;
  }

  /** The last token of a statement without braces. */
  #endOfLine(at: number, to: number): number | undefined {
    for (let i = at; i < to; i++) if (this.tokens[i].text === ';' || this.#isNewLine(i + 1)) return i;
    return to - 1;
  }

  #isNewLine(at: number): boolean {
    const [before, token] = [this.tokens[at - 1], this.tokens[at]];
    if (!before || !token) return true;
    if (!/[\n\r]/.test(this.source.slice(before.at + before.text.length, token.at))) return false;
    if (token.kind === 'punctuator' && !['{', '!', '++', '--', '}', ';'].includes(token.text)) return false;
    if (before.text !== ')') return before.kind !== 'punctuator' || [']', '}', ';', ','].includes(before.text);
    return !this.#closesHead(at - 1);
  }

  /** Whether this parenthesis closes the head of an `if` or a loop, whose body then follows. */
  #closesHead(close: number): boolean {
    let depth = 0;
    for (let i = close; i >= 0; i--) {
      const { text, kind } = this.tokens[i];
      if (kind !== 'punctuator') continue;
      if (text === ')') depth++;
      if (text === '(' && --depth === 0) return ['if', 'for', 'while', 'with'].includes(this.tokens[i - 1]?.text);
    }
    return false;
  }
}

/** Names that are declared once and that nothing seems to change: neither assignments nor what holds them. */
function fixedNames(tokens: readonly Token[]): Set<string> {
  const declared = new Map<string, number>();
  const changed = new Set<string>();
  tokens.forEach(({ kind, text }, i) => {
    if (kind !== 'word') return;
    const [before, after] = [tokens[i - 1]?.text, tokens[i + 1]?.text];
    if (['const', 'let', 'var'].includes(before)) declared.set(text, (declared.get(text) ?? 0) + 1);
    else if (ASSIGNMENTS.has(after) || before === '++' || before === '--') changed.add(text);
  });
  return new Set([...declared].filter(([name, times]) => times === 1 && !changed.has(name)).map(([name]) => name));
}
