/** Static detection of programs that access objects of the engine, as programs that manipulate a comparison do. */
import { type Token, tokenize } from '../../tasks/lexer';

const BUILTINS = new Set(
  (
    'Object Function Array String Number Boolean Symbol BigInt Math JSON Date RegExp Map Set WeakMap WeakSet Promise ' +
    'Proxy Reflect Error console'
  ).split(' '),
);
/** Names that only a host has: a program of a problem has no use for them. */
const HOST = new Set(
  (
    'process require parentPort postMessage importScripts WebAssembly BroadcastChannel SharedArrayBuffer Atomics Worker ' +
    'XMLHttpRequest fetch Deno'
  ).split(' '),
);
const PROTOTYPE_WRITERS = new Set(['__proto__', '__defineGetter__', '__defineSetter__', 'setPrototypeOf']);
const OBJECT_WRITERS = new Set(['defineProperty', 'defineProperties', 'assign', 'freeze', 'set']);
const ASSIGNMENTS = /^(?:[-+*/%&|^]|\*\*|<<|>>|>>>|&&|\|\||\?\?)?=$/;
const DECLARES = new Set(['const', 'let', 'var', 'function', 'class']);
/** What comes before a name that is declared, or is a parameter with a default. */
const BEFORE_DECLARED = new Set([...DECLARES, ',', '(', '{']);

/**
 * Whether the source reaches for prototypes or globals: writes to a built-in object or to its prototype, uses the global
 * object, or calls what only a host has. Borrowing a method (`Array.prototype.map.call(…)`) is no tampering. A look at
 * the text alone, that a program can hide from; hiding brings no reward, since the judge does not rely on it. `given`
 * names what of a host the program was given, as one that reads and prints is.
 */
export function tampers(source: string, given: readonly string[] = []): boolean {
  const words = plainAccess(tokenize(source));
  const declared = new Set(words.filter((_, i) => DECLARES.has(words[i - 1]) || words[i + 1] === '=>'));
  return words.some((word, i) => {
    if (PROTOTYPE_WRITERS.has(word)) return true;
    if (words[i - 1] === '.') return word === 'constructor' && words[i + 1] === '.' && words[i + 2] === 'constructor';
    if (declared.has(word)) return false;
    if (word === 'globalThis') return ['.', '[', ',', ')'].includes(words[i + 1]);
    if (HOST.has(word) && !given.includes(word)) return words[i + 1] === '.' || words[i + 1] === '(';
    return BUILTINS.has(word) && changes(words, i);
  });
}

/** Whether the built-in object named at `i` is changed, or its prototype held in the hand. */
function changes(words: readonly string[], i: number): boolean {
  const [before, next, name, after] = [words[i - 1], words[i + 1], words[i + 2], words[i + 3]];
  if (before === 'delete') return true;
  if (before === '(' && OBJECT_WRITERS.has(words[i - 2]) && (next === ',' || next === ')')) return true;
  if (ASSIGNMENTS.test(next ?? '')) return !BEFORE_DECLARED.has(before);
  if (next !== '.') return false;
  if (name === 'prototype') return !(after === '.' && ['call', 'apply', 'bind'].includes(words[i + 6]));
  return ASSIGNMENTS.test(after ?? '');
}

/** The texts of tokens, with `a["b"]` and `a?.b` written `a.b`. */
function plainAccess(tokens: readonly Token[]): string[] {
  const words: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [open, key, close] = tokens.slice(i, i + 3);
    if (open.text === '[' && key?.kind === 'string' && close?.text === ']') {
      words.push('.', key.text.slice(1, -1));
      i += 2;
    } else if (open.kind === 'punctuator' || open.kind === 'word') {
      words.push(open.text === '?.' ? '.' : open.text);
    } else {
      words.push(open.kind);
    }
  }
  return words;
}
