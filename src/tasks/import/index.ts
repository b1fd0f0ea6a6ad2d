/**
 * Problem sets of others as problems of our own. What cannot be converted is left out and listed with its reason, and so
 * is a problem whose own reference fails: "reference solutions validate every test" (Skywork-OR1).
 */
import type { z } from 'zod';
import { messageOf } from '../../common/errors';
import { schemaMessage } from '../../common/schema-message';
import type { AnyTest, Judge, JudgeFailure, JudgeJob, Verdict } from '../../sandbox/types';
import { type Row, readRow } from '../jsonl';
import { assembleProgram, isFunction, isHidden, type Problem, shownTest, toJudgeTask } from '../problem';
import { Unsupported } from './expression';
import { humanevalXRow, readHumanevalX } from './humaneval-x';
import { mbppRow, readMbpp } from './mbpp';
import { mbxpRow, readMbxp } from './mbxp';
import type { ImportedRow } from './row';

export const FORMATS = ['kata', 'humaneval-x', 'mbxp', 'mbpp'] as const;
type Format = (typeof FORMATS)[number];

/** A row left out. `line` counts from 1. */
export interface Skipped {
  line: number;
  id?: string;
  reason: string;
}

export interface ImportReport {
  /** Rows by the format they were read as. */
  formats: Partial<Record<Format, number>>;
  read: number;
  /** Rows that became problems, before their references were judged. */
  converted: number;
  /** Of the problems that are written: */
  written: number;
  tests: { data: number; code: number; visible: number };
  /** Problems with tests that are code, and why: rows by reason. */
  code: Record<string, number>;
  /** Problems by their policy of comparison, where it is not the strict one. */
  compare: Record<string, number>;
  /** Problems whose hidden tests are all printed in their prompt: a table of them passes. */
  shown: number;
  references: { passed: number; failed: number; none: number };
  skipped: Skipped[];
}

interface Import {
  rows: Pick<Row, 'problem' | 'split'>[];
  report: ImportReport;
}

interface Candidate {
  line: number;
  problem: Problem;
  split?: Row['split'];
  reasons: readonly string[];
  shown: boolean;
}

/** Imports a JSONL text. `judge` runs the references. */
export async function importTasks(
  text: string,
  format: Format | 'auto',
  judge: Judge,
  signal?: AbortSignal,
): Promise<Import> {
  const report: ImportReport = {
    formats: {},
    read: 0,
    converted: 0,
    written: 0,
    tests: { data: 0, code: 0, visible: 0 },
    code: {},
    compare: {},
    shown: 0,
    references: { passed: 0, failed: 0, none: 0 },
    skipped: [],
  };
  const candidates: Candidate[] = [];
  const lines = new Map<string, number>();
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    report.read++;
    let value: unknown;
    try {
      value = JSON.parse(line);
      const found = format === 'auto' ? detectFormat(value) : format;
      count(report.formats, found);
      const candidate = { line: index + 1, ...converted(value, found, index + 1) };
      const { id } = candidate.problem;
      if (lines.has(id)) throw new Unsupported(`its id is that of line ${lines.get(id)}`);
      lines.set(id, index + 1);
      candidates.push(candidate);
    } catch (error) {
      report.skipped.push({ line: index + 1, id: toId(value), reason: messageOf(error) });
    }
  });
  report.converted = candidates.length;

  const referenced = candidates.filter(({ problem }) => problem.reference !== undefined);
  const coded = candidates.filter(({ problem }) => problem.tests.some((test) => 'code' in test));
  const verdicts = await judge.judge(
    [
      ...referenced.map(({ problem }) => toJob(problem, assembleProgram(problem, problem.reference!))),
      ...coded.map(({ problem }) => toJob(problem, idle(problem), problem.tests.filter(isHidden))),
    ],
    signal,
  );
  report.references.none = candidates.length - referenced.length;
  const failing = new Set<Candidate>();
  const leaveOut = (candidate: Candidate, reason: string) => {
    failing.add(candidate);
    report.skipped.push({ line: candidate.line, id: candidate.problem.id, reason });
  };
  referenced.forEach((candidate, i) => {
    const why = describeFailure(candidate.problem, verdicts[i]);
    report.references[why === undefined ? 'passed' : 'failed']++;
    if (why !== undefined) leaveOut(candidate, `its reference fails: ${why}`);
  });
  coded.forEach((candidate, i) => {
    if (failing.has(candidate)) return;
    const verdict = verdicts[referenced.length + i];
    if ('judge_error' in verdict) leaveOut(candidate, verdict.judge_error);
    else if (verdict.status === 'pass') leaveOut(candidate, 'a function that only throws passes its tests');
  });
  const kept = candidates.filter((candidate) => !failing.has(candidate));
  for (const { problem, reasons, shown } of kept) {
    for (const test of problem.tests) {
      report.tests[isHidden(test) ? ('code' in test ? 'code' : 'data') : 'visible']++;
    }
    for (const reason of new Set(reasons)) count(report.code, reason);
    if (problem.compare) count(report.compare, problem.compare.mode + (problem.compare.unordered ? ', unordered' : ''));
    if (shown) report.shown++;
  }
  report.written = kept.length;
  report.skipped.sort((a, b) => a.line - b.line);
  return { rows: kept, report };
}

const toJob = (problem: Problem, program: string, tests?: readonly AnyTest[]): JudgeJob => ({
  task: toJudgeTask(problem, tests),
  program,
  stop_at_first_failure: true,
});

/** A program that solves nothing: tests that are code can be such that it passes. */
const idle = (problem: Problem): string =>
  isFunction(problem) ? `function ${problem.entry}(){throw new Error()}` : '';

/** Why a program did not pass, by the first test that shows it. */
function describeFailure(problem: Problem, verdict: Verdict | JudgeFailure): string | undefined {
  if ('judge_error' in verdict) return verdict.judge_error;
  if (verdict.status === 'pass') return undefined;
  const at = verdict.tests.findIndex(({ status }) => status !== 'pass');
  const { status, got, message } = verdict.tests[at];
  const { call, expected } = shownTest(problem, problem.tests[at]);
  const about = message ?? (got === undefined ? '' : `it is ${got}`);
  return `${shortened(call)} should be ${shortened(expected)}, ${status}${about && `: ${shortened(about)}`}`;
}

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
};

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

const has = (value: unknown, ...fields: string[]): boolean =>
  typeof value === 'object' && value !== null && fields.every((field) => field in value);

/** The format of a row by its fields. */
export function detectFormat(value: unknown): Format {
  if (has(value, 'test_list')) return 'mbpp';
  if (has(value, 'task_id', 'prompt', 'test')) return has(value, 'entry_point', 'language') ? 'mbxp' : 'humaneval-x';
  if (has(value, 'prompt', 'tests') || has(value, 'prompt', 'task')) return 'kata';
  throw new Unsupported(has(value, 'prompt') ? 'it has a prompt and no tests' : 'a row of no known form');
}

function toId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { task_id, id, name } = value as Record<string, unknown>;
  const found = task_id ?? id ?? name;
  return found === undefined ? undefined : String(found);
}

function converted(value: unknown, format: Format, line: number): Omit<Candidate, 'line'> {
  switch (format) {
    case 'kata': {
      const { problem, split } = readRow(value, undefined, line);
      return { problem, split, reasons: [], shown: false };
    }
    case 'humaneval-x':
      return checked(readHumanevalX(parsed(humanevalXRow, value)), format);
    case 'mbxp':
      return checked(readMbxp(parsed(mbxpRow, value)), format);
    case 'mbpp':
      return checked(readMbpp(parsed(mbppRow, value), line), format);
  }
}

/** As the reader of our own form will find it; the family tells the sets apart where a file holds several. */
function checked({ problem, reasons, shown }: ImportedRow, family: Format): Omit<Candidate, 'line'> {
  return { problem: readRow({ ...problem, family }, 'its problem', 1).problem, reasons, shown };
}

function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  throw new Unsupported(`${path.join('.')}: ${schemaMessage(message)}`);
}
