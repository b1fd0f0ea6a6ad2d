/** The tokens of a JavaScript program, for tools that look at source text. Any text has tokens; nothing is refused. */

export interface Token {
  /** `text` is a part of a template literal, with the backtick or brace at either end. */
  kind: 'word' | 'number' | 'string' | 'text' | 'regexp' | 'punctuator';
  text: string;
  /** Where it begins in the source. */
  at: number;
}

const SPACE = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const WORD = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /0[xob][\da-f_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?n?/iy;
const STRING = /"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/y;
const TEMPLATE = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)?/y;
const REGEXP = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const PUNCTUATOR =
  />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|[-+*/%&|^]=|<<|>>|\*\*|[\s\S]/y;

/** Words after which a slash begins a regular expression, as it does after an operator. */
const OPERATOR_WORDS = new Set(
  'return typeof case do else in of instanceof new void delete throw await yield'.split(' '),
);

/** The tokens of a program, without spaces and comments. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  /** For each brace that is open, whether it belongs to a template literal. */
  const braces: boolean[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const read = (): [Token['kind'], string] => {
    const quoted = source[at] === '`' || (source[at] === '}' && braces.pop()) ? match(TEMPLATE) : undefined;
    if (quoted) {
      if (quoted.endsWith('${')) braces.push(true);
      return ['text', quoted];
    }
    const word = match(WORD);
    if (word) return ['word', word];
    const number = match(NUMBER);
    if (number) return ['number', number];
    const string = match(STRING);
    if (string) return ['string', string];
    const regexp = endsValue(tokens.at(-1)) ? undefined : match(REGEXP);
    if (regexp) return ['regexp', regexp];
    const punctuator = match(PUNCTUATOR)!;
    if (punctuator === '{') braces.push(false);
    return ['punctuator', punctuator];
  };
  for (;;) {
    at += match(SPACE)?.length ?? 0;
    if (at >= source.length) return tokens;
    const [kind, text] = read();
    tokens.push({ kind, text, at });
    at += text.length;
  }
}

/** Whether an expression can end with this token: a slash after it divides. */
export function endsValue(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'word') return !OPERATOR_WORDS.has(token.text);
  if (token.kind === 'text') return token.text.endsWith('`');
  return token.kind !== 'punctuator' || [')', ']', '}', '++', '--'].includes(token.text);
}

/** The index of the bracket that closes the one at `open`; undefined when none does. */
export function closing(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const { kind, text } = tokens[i];
    if (kind !== 'punctuator') continue;
    if (text === '(' || text === '[' || text === '{') depth++;
    else if ((text === ')' || text === ']' || text === '}') && --depth === 0) return i;
  }
}
