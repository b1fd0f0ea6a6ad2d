/** MBPP (Austin et al. 2021) and what follows it: a text, and a list of assertions in Python or JavaScript. */
import { z } from 'zod';
import { tokenize } from '../lexer';
import { Unsupported } from './expression';
import { type Check, readPythonCheck } from './python-check';
import { type ImportedRow, toImportedRow } from './row';
import { readTestProgram } from './test-program';

export const mbppRow = z.object({
  task_id: z.union([z.string().min(1), z.int()]).optional(),
  text: z.string().min(1).optional(),
  prompt: z.string().min(1).optional(),
  test_list: z.array(z.string().min(1)).min(1),
  challenge_test_list: z.array(z.string().min(1)).optional(),
  test_setup_code: z.string().optional(),
  /** A solution in JavaScript; MBPP's own `code` is Python. */
  reference: z.string().min(1).optional(),
  entry_point: z.string().optional(),
});

/** Words that call no function under test. */
const NOT_THE_ENTRY = new Set(
  'assert abs all any console deepEqual dict equal expect float int is_close isclose isEqual JSON len list Map math Math max min new not Number Object ok parse range require round set Set sorted str String strictEqual stringify sum tuple'.split(
    ' ',
  ),
);

/** Reads a row, the `line`-th of its file; throws `Unsupported` when no problem comes of it. */
export function readMbpp(row: z.output<typeof mbppRow>, line: number): ImportedRow {
  const text = row.text ?? row.prompt;
  if (text === undefined) throw new Unsupported('no text');
  if (row.test_setup_code?.trim()) throw new Unsupported('code that prepares its tests');
  const assertions = [...row.test_list, ...(row.challenge_test_list ?? [])];
  const entry = row.entry_point ?? findEntry(assertions);
  const arities = new Set<number>();
  const checks = assertions.map((source) => readAssertion(source, entry));
  for (const check of checks) if ('args' in check) arities.add(check.args.length);
  return toImportedRow({
    id:
      `${row.task_id === undefined ? 'mbpp' : row.task_id}`.replace(/^(?=\d+$)/, 'mbpp-') +
      (row.task_id === undefined ? `-${line}` : ''),
    prompt: `${text.trim()}\nThe function is called ${entry}${argumentsText(arities)}.\n`,
    entry,
    reference: row.reference,
    checks,
  });
}

/** An assertion of either language. What both could read, and JavaScript would never find true, is Python. */
function readAssertion(source: string, entry: string): Check {
  const python = /^\s*assert(?![\w.])(?!\s*\()/.test(source);
  if (python) return readPythonCheck(source, entry);
  const { checks, rest, reasons } = readTestProgram(source, entry);
  if (checks.length === 1 && rest === undefined) return checks[0];
  if (/^\s*assert\s*\(/.test(source) && !/===|=>/.test(source)) {
    try {
      return readPythonCheck(source, entry);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    }
  }
  if (rest !== undefined) return { code: rest };
  throw new Unsupported(reasons[0] ?? `no check of ${entry}`);
}

/** The function that every assertion calls. */
function findEntry(assertions: readonly string[]): string {
  const called = assertions.map((source) => {
    const tokens = tokenize(source);
    return tokens.flatMap(({ kind, text }, i) =>
      kind === 'word' && tokens[i + 1]?.text === '(' && tokens[i - 1]?.text !== '.' && !NOT_THE_ENTRY.has(text)
        ? [text]
        : [],
    );
  });
  const entry = called[0].find((name) => called.every((names) => names.includes(name)));
  if (entry === undefined) throw new Unsupported('no function that every assertion calls');
  return entry;
}

function argumentsText(arities: ReadonlySet<number>): string {
  if (arities.size !== 1) return '';
  const [count] = arities;
  return ` and takes ${count === 0 ? 'no arguments' : count === 1 ? 'one argument' : `${count} arguments`}`;
}
