/** `kata tasks import`: problem sets of others in our own form. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { formatJsonl } from '../../common/json';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import { withNodeJudge } from '../../sandbox/node-judge';
import { judgeOptions } from '../../sandbox/options';
import { FORMATS, type ImportReport, importTasks } from '../../tasks/import';
import { toRow } from '../../tasks/jsonl';
import type { Command } from '../command';
import { readText, writeWhole } from '../files';
import { printResult } from '../terminal';
import { listed, outputFile, percent } from './report';

const schema = z.strictObject({
  format: option(
    'import',
    z.enum(['auto', ...FORMATS]).default('auto'),
    'Format of the rows; auto: recognise it row by row, by the fields.',
  ),
  output: option('import', z.string().min(1), 'JSONL file for the problems.'),
  ...judgeOptions.shape,
});

export const command: Command = {
  usage: 'tasks import FILE.jsonl --output OUT.jsonl [options]',
  description:
    "Reads a problem set (HumanEval-X and MBXP in JavaScript, MBPP-style lists of assertions in Python or JavaScript, or Kata's own format) and writes problems that --tasks reads. Tests that call the function with constants become data, others code; nothing is evaluated outside the sandbox. Each reference must pass its own tests. The report lists what was left out, with the reason.",
  schema,
  operands: 1,
  async run({ given, positional: [file], json }, terminal) {
    if (file === undefined) throw new InputError('tasks import: name the file to import');
    const { format, output, ...judging } = checkOptions(schema, given);
    const text = readText(file, 'tasks import');
    const path = outputFile(output, file);
    terminal.status('converting, and judging the references …');
    const { rows, report } = await withNodeJudge(judging, (judge) => importTasks(text, format, judge));
    terminal.status('');
    if (rows.length > 0) await writeWhole(path, formatJsonl(rows.map(toRow)));
    const result = { file, output: rows.length > 0 ? path : null, ...report };
    printResult(terminal, json, result, () => formatReport(report, path));
    return rows.length > 0 ? 0 : 1;
  },
};

function formatReport(report: ImportReport, path: string): string[] {
  const { read, converted, written, tests, references, shown, skipped } = report;
  const of = (counts: Record<string, number>, what = '') =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${what}${name}`)
      .join(', ');
  const lines = [
    ...skipped.map(({ line, id, reason }) => `left out  line ${line}${id ? `, ${id}` : ''}: ${reason}`),
    ...(skipped.length > 0 ? [''] : []),
    `rows       ${read} read (${of(report.formats)}), ${converted} converted (${percent(converted, read)}), ${written} written to ${path}`,
    `references ${references.passed} pass, ${references.failed} fail and are left out, ${references.none} rows have none`,
    `tests      ${tests.data} data, ${tests.code} code; ${tests.visible} more are shown to the model and not scored`,
  ];
  if (Object.keys(report.code).length > 0) lines.push(`code       in ${of(report.code, 'with ')}`);
  if (Object.keys(report.compare).length > 0) lines.push(`compared   ${of(report.compare)}`);
  if (shown > 0) {
    lines.push(
      `warning    ${listed(shown, 'problem')} ${shown === 1 ? 'prints' : 'print'} every hidden test in the prompt: a table of them passes`,
    );
  }
  return lines;
}
