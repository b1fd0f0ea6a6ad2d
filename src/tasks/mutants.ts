/**
 * Mutants of a program: copies with one small fault each. Tests that let a mutant pass would let a wrong program pass
 * (DeMillo, Lipton and Sayward 1978). Some mutants do what the program does, so not even perfect tests fail all of them.
 */
import { Random } from '../common/random';
import { closing, endsValue, type Token, tokenize } from './lexer';

/** What may stand in an operator's place. */
const SWAPS: Record<string, string[]> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '++': ['--'],
  '--': ['++'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '/=': ['*='],
  '%=': ['*='],
  '&&': ['||'],
  '||': ['&&'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
};
const WORD_SWAPS: Record<string, string[]> = { true: ['false'], false: ['true'], min: ['max'], max: ['min'] };

/**
 * Programs that differ from the source in one token or one method call, each once: numbers one up and one down, strings
 * emptied, operators and comparisons swapped, `!` and calls of methods left out. Unless the program `prints` its answer,
 * calls of the console stay as they are: no test can tell such a copy from the program.
 */
export function allMutants(source: string, prints = true): string[] {
  const tokens = tokenize(source);
  const mutants = new Set<string>();
  let printed = 0;
  tokens.forEach((token, i) => {
    if (token.text === 'console' && !prints) printed = endOfMethodCall(tokens, i + 1) ?? printed;
    if (token.at < printed) return;
    for (const text of replacements(token, tokens[i - 1])) {
      mutants.add(source.slice(0, token.at) + text + source.slice(token.at + token.text.length));
    }
    const end = endOfMethodCall(tokens, i);
    if (end !== undefined) mutants.add(source.slice(0, token.at) + source.slice(end));
  });
  mutants.delete(source);
  return [...mutants];
}

/** At most `count` mutants of a problem's program, the same ones every time. */
export function drawMutants(source: string, count: number, id: string, prints: boolean): string[] {
  const mutants = allMutants(source, prints);
  return mutants.length <= count ? mutants : new Random(0, 'mutants', id).shuffle(mutants).slice(0, count);
}

function replacements({ kind, text }: Token, before: Token | undefined): string[] {
  switch (kind) {
    case 'number':
      return neighbours(text);
    case 'string':
      return text.length > 2 ? ["''"] : ["'a'"];
    case 'word':
      return Object.hasOwn(WORD_SWAPS, text) ? WORD_SWAPS[text] : [];
    case 'punctuator':
      if (text === '!') return [''];
      // A plus before its operand only makes a number of it.
      if (text === '+' && !endsValue(before)) return ['-'];
      return Object.hasOwn(SWAPS, text) ? SWAPS[text] : [];
    default:
      return [];
  }
}

/** The numbers next to a literal. */
function neighbours(text: string): string[] {
  const plain = text.replaceAll('_', '');
  if (/^(?:\d+|0[xob][\da-f]+)n$/i.test(plain)) {
    const value = BigInt(plain.slice(0, -1));
    return [`${value + 1n}n`, value > 0n ? `${value - 1n}n` : '(-1n)'];
  }
  const value = Number(plain);
  if (!Number.isFinite(value)) return [];
  const lower = value - 1;
  return [String(value + 1), lower < 0 ? `(${lower})` : String(lower)];
}

/** Where the call `.name(…)` that begins with this token ends in the source; undefined when none begins here. */
function endOfMethodCall(tokens: readonly Token[], dot: number): number | undefined {
  const [first, name, open] = tokens.slice(dot, dot + 3);
  if ((first?.text !== '.' && first?.text !== '?.') || name?.kind !== 'word' || open?.text !== '(') return;
  const close = closing(tokens, dot + 2);
  return close === undefined ? undefined : tokens[close].at + 1;
}
