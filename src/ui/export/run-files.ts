/** A kept run as the files of a run's folder, with the same names and lines as the command line writes. */

import { formatJsonl } from '../../common/json';
import { CALL_OPTIONS } from '../../rl/options/commands/train';
import { type EvaluationRow, type MetricsRow, metricsRow, rolloutRows } from '../../rl/records/run-log';
import { OWN_TASKS, OWN_TASKS_FILE } from '../options/task-choice';
import type { Evaluated, Measured } from '../session/run-state';
import type { RunStore, SavedRun } from '../session/run-store';
import type { ScalarEvent } from './tfevents';

/** All that a run measured, in the order in which it did: a step is evaluated after its update. */
export function metricsRows(updates: readonly Measured[], evaluations: readonly Measured[]): MetricsRow[] {
  return [...updates, ...evaluations].sort((a, b) => a.step - b.step).map(metricsRow);
}

export const evaluationRows = (evaluations: readonly Evaluated[]): EvaluationRow[] =>
  evaluations.flatMap(({ step, problems }) => (problems ? [{ step, problems }] : []));

/** All options of the run by the name it has here, as `kata train --config` takes them; problems of one's own are a file beside it. */
export function configText({ name, info, problems }: SavedRun): string {
  const options = Object.entries(info?.options ?? {}).filter(([option]) => !CALL_OPTIONS.has(option));
  const own = info?.options.tasks === OWN_TASKS && problems !== undefined;
  const change = { run_name: name, ...(own && { tasks: OWN_TASKS_FILE }) };
  return `${JSON.stringify({ ...Object.fromEntries(options), ...change }, null, 2)}\n`;
}

/** Whether programs of any step are kept. */
export async function hasPrograms(store: RunStore, { id, step }: SavedRun): Promise<boolean> {
  for (let at = step; at >= 1; at--) if (await store.groups(id, at)) return true;
  return false;
}

/** The programs of each step, a text a step; those of steps that are no longer kept are left out. */
export async function rolloutTexts(store: RunStore, { id, step }: SavedRun): Promise<string[]> {
  const texts: string[] = [];
  for (let at = 1; at <= step; at++) {
    const kept = await store.groups(id, at);
    if (kept) texts.push(formatJsonl(rolloutRows(at, kept.groups)));
  }
  return texts;
}

/** Scalars by step. A browser keeps when a run began and how long each step took; that makes the times. */
export function scalarEvents(
  { created }: SavedRun,
  updates: readonly Measured[],
  evaluations: readonly Measured[],
): ScalarEvent[] {
  const byStep = [...updates, ...evaluations].sort((a, b) => a.step - b.step);
  let wall_time = created / 1000;
  return byStep.map(({ step, metrics }) => {
    wall_time += metrics.step_time ?? 0;
    return { wall_time, step, scalars: metrics };
  });
}
function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Metrics as a table for spreadsheets (RFC 4180): one line per step, one column per metric. Rows of the same step share a
 * line; what a step did not measure is empty.
 */
export function formatCsv(rows: readonly MetricsRow[]): string {
  const columns = new Set(['step']);
  const lines = new Map<number, MetricsRow>();
  for (const row of rows) {
    for (const name of Object.keys(row)) columns.add(name);
    lines.set(row.step, { ...lines.get(row.step), ...row });
  }
  const body = [...lines.values()].map((row) => [...columns].map((name) => row[name] ?? ''));
  return [[...columns], ...body].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}
