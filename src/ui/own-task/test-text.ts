/**
 * The tests of a draft as a text, one a line: `f(2) === 4`, `f(-1) throws RangeError`, with `// shown` behind those that
 * the model may see. What no such line says is an object as in the file: `{"code": "…"}`.
 */
import { InputError } from '../../common/errors';
import { closing, tokenize } from '../../tasks/lexer';
import type { DraftTest, Kind } from './draft';

const SHOWN = ' // shown';
const SHOWN_AT_END = /\s*\/\/\s*(shown|visible)\s*$/;

export function textOfTests(tests: readonly DraftTest[], kind: Kind, entry: string): string {
  return tests.map((test) => formatTest(test, kind, entry)).join('\n');
}

function formatTest({ given, wanted, visible, code }: DraftTest, kind: Kind, entry: string): string {
  const mark = visible && { visible: true };
  if (code) return JSON.stringify({ code: given, ...mark });
  if (kind !== 'function') return JSON.stringify({ ...(given !== '' && { stdin: given }), stdout: wanted, ...mark });
  const throws = /^\s*throws\b/.test(wanted);
  return `${entry}(${given})${throws ? ' ' : ' === '}${wanted.trim()}${visible ? SHOWN : ''}`;
}

/** The tests of a text; a line that says none is an InputError with its number. Empty lines and comments say nothing. */
export function testsOfText(text: string, kind: Kind, entry: string): DraftTest[] {
  return text.split('\n').flatMap((line, index) => {
    const plain = line.trim();
    if (plain === '' || plain.startsWith('//')) return [];
    try {
      return [plain.startsWith('{') ? testOfObject(plain, kind) : testOfCall(plain, kind, entry)];
    } catch (error) {
      if (error instanceof InputError) throw new InputError(`tests, line ${index + 1}: ${error.message}`);
      throw error;
    }
  });
}

function testOfCall(line: string, kind: Kind, entry: string): DraftTest {
  const example = kind === 'function' ? `${entry || 'f'}(2) === 4` : '{"stdin": "2", "stdout": "4"}';
  const wrong = new InputError(`not a test; write ${example}`);
  if (kind !== 'function') throw wrong;
  const visible = SHOWN_AT_END.test(line);
  const source = line.replace(SHOWN_AT_END, '').replace(/;\s*$/, '');
  const tokens = tokenize(source);
  const end = tokens[0]?.text === entry && tokens[1]?.text === '(' ? closing(tokens, 1) : undefined;
  const next = end === undefined ? undefined : tokens[end + 1];
  if (end === undefined || !next || !['===', '==', 'throws'].includes(next.text)) throw wrong;
  const given = source.slice(tokens[1].at + 1, tokens[end].at).trim();
  const wanted = source.slice(next.text === 'throws' ? next.at : next.at + next.text.length).trim();
  return { given, wanted, visible };
}

function testOfObject(line: string, kind: Kind): DraftTest {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line);
  } catch {
    throw new InputError('not JSON');
  }
  const visible = value.visible === true;
  if (kind === 'function') {
    if (typeof value.code === 'string') return { given: value.code, wanted: '', visible, code: true };
    throw new InputError('an object with "code" is wanted, or a call such as f(2) === 4');
  }
  const { stdin = '', stdout } = value;
  if (typeof stdin !== 'string' || typeof stdout !== 'string') {
    throw new InputError('an object with the text "stdout" is wanted, and "stdin" where there is input');
  }
  return { given: stdin, wanted: stdout, visible };
}
