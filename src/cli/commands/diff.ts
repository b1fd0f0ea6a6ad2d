/** `kata diff`: the first step at which two runs measured something else. */

import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../common/errors';
import { readJsonRows } from '../../common/json';
import { checkRow } from '../../common/schema-message';
import { METRICS_FILE, type MetricsRow, restoreMetrics } from '../../rl/records/run-log';
import { compareMetrics, type DifferingMetric } from '../../rl/report/first-difference';
import type { Command } from '../command';
import { isFolder, readText } from '../files';

const row = z.looseObject({ step: z.int().min(0) });
/** Metrics named in the text; --json names all. */
const NAMED = 5;

export const command: Command = {
  usage: 'diff RUN RUN [options]',
  description:
    'Compares the metrics of two runs bit by bit, except for clock times. A run is a folder of kata train, or metrics.jsonl as the page exports it. Prints the first step that differs; exits with code 1 if there is one.',
  schema: z.strictObject({}),
  operands: 2,
  async run({ positional, json }, terminal) {
    if (positional.length < 2) throw new InputError('diff: name two runs: folders, or files of metrics');
    const [first, second] = positional.map(readMetrics);
    const comparison = compareMetrics(first, second);
    const { steps, difference } = comparison;
    if (steps === 0) throw new InputError(`diff: ${positional.join(' and ')} have no step in common`);
    if (json) terminal.print(JSON.stringify(comparison));
    else if (!difference)
      terminal.print(`The same bits in ${steps === 1 ? 'the one step' : `all ${steps} steps`} that both have.`);
    else {
      const { step, metrics } = difference;
      terminal.print(
        `Step ${step} is the first that differs, in ${metrics.length} metric${metrics.length === 1 ? '' : 's'}:`,
      );
      for (const metric of metrics.slice(0, NAMED)) terminal.print(`  ${formatDifference(metric)}`);
      if (metrics.length > NAMED) terminal.print(`  and ${metrics.length - NAMED} more (--json)`);
    }
    return difference ? 1 : 0;
  },
};

function readMetrics(path: string): MetricsRow[] {
  const file = isFolder(path) ? join(path, METRICS_FILE) : path;
  return readJsonRows(readText(file, 'diff'), file).map(({ value, where }) =>
    restoreMetrics(checkRow(row, value, where) as MetricsRow),
  );
}

function formatDifference({ name, first, second }: DifferingMetric): string {
  const difference = first === undefined || second === undefined ? '' : ` (${(second - first).toPrecision(2)})`;
  return `${name}: ${first ?? 'none'} and ${second ?? 'none'}${difference}`;
}
