/** Problems of the user's own: one JSON object a line. */
import { z } from 'zod';
import { InputError } from '../common/errors';
import { hash32 } from '../common/hash';
import { isObject, readJsonl } from '../common/json';
import { Random } from '../common/random';
import { checkRow } from '../common/schema-message';
import type { Problem, Split, TaskSet } from './problem';
import { rowWithTask } from './task-schema';

/** A row: a task as the judge takes it, and what the model is asked. The task may also stand in a `task` object. */
export const taskRow = rowWithTask(
  {
    prompt: z.string().min(1),
    prefix: z.string().optional(),
    reference: z.string().min(1).optional(),
    id: z.string().min(1).optional(),
    /** Another word for `id`. */
    name: z.string().min(1).optional(),
    level: z.int().min(1).default(1),
    /** The kind of problem, for results kind by kind. */
    family: z.string().min(1).optional(),
    pass_rate: z.number().min(0).max(1).optional(),
    /** How many programs the pass rate is of. */
    rollouts: z.int().min(1).optional(),
    tests_by: z.enum(['reference', 'majority']).optional(),
    split: z.enum(['train', 'heldout']).optional(),
  },
  true,
);

/** One problem in so many is held out, where the rows do not say. */
const HELDOUT_ONE_IN = 8;

export interface Row {
  line: number;
  problem: Problem;
  /** As the row says it. */
  split?: Split;
  /** Of kind, entry, prompt and prefix: rows that ask the same go to the same split. */
  hash: number;
}

/**
 * The task set of a JSONL text. `source` names it in errors. A row that breaks the form, comes twice or shares its id
 * is an InputError naming the line and the field. Rows without `split` go by a hash of what they ask, one in eight
 * held out; where that leaves a side empty, the row with the lowest (or highest) hash changes sides.
 */
export function parseTasks(text: string, source: string): TaskSet {
  const rows = readRows(text, source);
  assignSplits(rows);
  return new FileTaskSet(source, rows);
}

/** The rows of a JSONL text in their order, each in the split that it names. */
export function readRows(text: string, source: string): Row[] {
  const rows = readJsonl(text, source).map(({ value, where, line }) => readRow(value, where, line));
  if (rows.length === 0) throw new InputError(`${source}: no problems; give one JSON object a line`);
  checkUnique(rows, source);
  return rows;
}

/** A row, which lies on this line; what is wrong with it is an InputError that begins with `where`. */
export function readRow(value: unknown, where: string | undefined, line: number): Row {
  const { split, name, id, ...asked } = checkRow(taskRow, unwrapped(value), where);
  const text = JSON.stringify(['entry' in asked ? asked.entry : asked.kind, asked.prompt, asked.prefix ?? '']);
  const hash = hash32(text);
  const ownId = id ?? name ?? `task-${hex(hash)}${hex(hash32(text, 1))}`;
  return { line, problem: { id: ownId, ...asked }, split, hash };
}

/** Whether an id is made of what a row asks, as the row gave none. */
export const isMadeId = (id: string): boolean => /^task-[0-9a-f]{16}$/.test(id);

/** A problem as a row, which `--tasks FILE.jsonl` reads again. */
export function toRow({ problem, split }: Pick<Row, 'problem' | 'split'>): object {
  return { ...problem, ...(split && { split }) };
}

const hex = (word: number) => word.toString(16).padStart(8, '0');

function unwrapped(value: unknown): unknown {
  if (!isObject(value) || typeof value.task !== 'object') return value;
  const { task, ...rest } = value;
  return { ...task, ...rest };
}

function checkUnique(rows: readonly Row[], source: string): void {
  const lines = new Map<string, number>();
  for (const { line, problem } of rows) {
    const first = lines.get(problem.id);
    if (first !== undefined) {
      throw new InputError(
        `${source}, line ${line}: id: "${problem.id}" is that of line ${first}; a row without an id is named by its entry, prompt and prefix`,
      );
    }
    lines.set(problem.id, line);
  }
}

function assignSplits(rows: Row[]): void {
  const free = rows.filter(({ split }) => split === undefined);
  for (const row of free) row.split = row.hash % HELDOUT_ONE_IN === 0 ? 'heldout' : 'train';
  const hashes = free.map(({ hash }) => hash);
  const move = (split: Split, hash: number) => {
    if (new Set(hashes).size < 2 || rows.some((row) => row.split === split)) return;
    for (const row of free) if (row.hash === hash) row.split = split;
  };
  move('heldout', Math.min(...hashes));
  move('train', Math.max(...hashes));
}

class FileTaskSet implements TaskSet {
  readonly levels: number[];
  /** The order drawn last: most calls ask for the same round again. */
  #last = { key: '', order: [] as Row[] };

  constructor(
    readonly name: string,
    readonly rows: readonly Row[],
  ) {
    this.levels = [...new Set(rows.map(({ problem }) => problem.level ?? 1))].sort((a, b) => a - b);
  }

  size(split: Split): number {
    return this.rows.filter((row) => row.split === split).length;
  }

  /** Whole rounds through the problems, each round in its own order; held-out rounds all in the same order. */
  problem(split: Split, seed: number, index: number, levels: readonly number[] = this.levels): Problem {
    const choice = this.rows.filter((row) => row.split === split && levels.includes(row.problem.level ?? 1));
    if (choice.length === 0) throw new InputError(this.#tooFew(split, levels));
    const round = split === 'train' ? Math.floor(index / choice.length) : 0;
    const key = JSON.stringify([split, seed, round, levels]);
    if (this.#last.key !== key) {
      this.#last = { key, order: new Random(seed, 'tasks', split, round).shuffle(choice) };
    }
    return this.#last.order[index % choice.length].problem;
  }

  #tooFew(split: Split, levels: readonly number[]): string {
    const kind = split === 'train' ? 'training' : 'held-out';
    if (this.size(split) > 0) {
      return `${this.name}: no ${kind} problem of level ${levels.join(', ')}; the file has the levels ${this.levels.join(', ')}`;
    }
    const count = this.rows.length === 1 ? 'one problem' : `${this.rows.length} problems`;
    return `${this.name}: no ${kind} problem among ${count}; add problems, or give rows "split": "${split}"`;
  }
}
