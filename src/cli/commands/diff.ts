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
import { listed } from '../tasks/report';
import { printResult } from '../terminal';

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
    printResult(terminal, json, comparison, () => formatComparison(comparison));
    return difference ? 1 : 0;
  },
};

function readMetrics(path: string): MetricsRow[] {
  const file = isFolder(path) ? join(path, METRICS_FILE) : path;
  return readJsonRows(readText(file, 'diff'), file).map(({ value, where }) =>
    restoreMetrics(checkRow(row, value, where) as MetricsRow),
  );
}

function formatComparison({ steps, difference }: ReturnType<typeof compareMetrics>): string[] {
  if (!difference) return [`The same bits in ${steps === 1 ? 'the one step' : `all ${steps} steps`} that both have.`];
  const { step, metrics } = difference;
  const more = metrics.length - NAMED;
  return [
    `Step ${step} is the first that differs, in ${listed(metrics.length, 'metric')}:`,
    ...metrics.slice(0, NAMED).map((metric) => `  ${formatDifference(metric)}`),
    ...(more > 0 ? [`  and ${more} more (--json)`] : []),
  ];
}

function formatDifference({ name, first, second }: DifferingMetric): string {
  const difference = first === undefined || second === undefined ? '' : ` (${(second - first).toPrecision(2)})`;
  return `${name}: ${first ?? 'none'} and ${second ?? 'none'}${difference}`;
}
