/** Metrics as a table for spreadsheets (RFC 4180): a line a step, a column a metric. */
import type { MetricsRow } from '../../rl/records/run-log';

/** Rows of the same step share a line; what a step did not measure is empty. */
export function csvOf(rows: readonly MetricsRow[]): string {
  const columns = new Set(['step']);
  const lines = new Map<number, MetricsRow>();
  for (const row of rows) {
    for (const name of Object.keys(row)) columns.add(name);
    lines.set(row.step, { ...lines.get(row.step), ...row });
  }
  const body = [...lines.values()].map((row) => [...columns].map((name) => row[name] ?? ''));
  return [[...columns], ...body].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
