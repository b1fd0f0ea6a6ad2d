/** HumanEval-X, JavaScript (Zheng et al. 2023): `prompt` is the head of the function, `test` a program of console.assert. */
import { z } from 'zod';
import { closing, tokenize } from '../lexer';
import { Unsupported } from './expression';
import { type ImportedRow, toImportedRow } from './row';
import { readTestProgram } from './test-program';

export const humanevalXRow = z.object({
  task_id: z.string().min(1),
  prompt: z.string().min(1),
  test: z.string().min(1),
  canonical_solution: z.string().min(1).optional(),
  example_test: z.string().optional(),
  entry_point: z.string().optional(),
});

/** Reads a row; throws `Unsupported` when no problem comes of it. */
export function readHumanevalX(row: z.output<typeof humanevalXRow>): ImportedRow {
  const { task_id, prompt, test, canonical_solution, example_test = '' } = row;
  const { entry, helpers, prefix } = parseHead(prompt, row.entry_point);
  const { checks, rest, reasons } = readTestProgram(test, entry, helpers);
  return toImportedRow({
    id: task_id,
    prompt,
    entry,
    prefix,
    reference: canonical_solution,
    checks: [...checks, ...(rest === undefined ? [] : [{ code: rest }])],
    examples: example_test,
    visible: readTestProgram(example_test, entry).checks,
    reasons,
  });
}

/**
 * The source in a prompt that begins a program: `prefix` from the first token on, and in it `helpers`, complete functions,
 * before the head of the function to write, whose name is `entry`.
 */
function parseHead(prompt: string, name?: string): { entry: string; helpers: string; prefix: string } {
  const tokens = tokenize(prompt);
  let last: { name: string; token: number } | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const text = (k: number) => tokens[i + k]?.text;
    const declared =
      text(0) === 'function' && text(2) === '('
        ? text(1)
        : ['const', 'let', 'var'].includes(text(0)!) && text(2) === '='
          ? text(1)
          : undefined;
    if (declared !== undefined && (name === undefined || declared === name)) last = { name: declared, token: i };
    if (['{', '(', '['].includes(text(0)!)) i = closing(tokens, i) ?? i;
  }
  if (!last) throw new Unsupported(`a prompt that begins no function${name ? ` ${name}` : ''}`);
  const prefix = prompt.slice(tokens[0].at);
  const before = tokens[last.token - 1];
  const helpers = before ? prompt.slice(tokens[0].at, before.at + before.text.length) : '';
  return { entry: last.name, helpers, prefix };
}
