/** Problems of the user's own: one JSON object a line. */
import { z } from 'zod';
import { InputError, messageOf } from '../common/errors';
import { hash32 } from '../common/hash';
import { Random } from '../common/random';
import type { TaggedValue } from '../sandbox/types';
import { canonical, literal } from '../sandbox/values';
import type { Problem, Split, TaskSet } from './problem';

/** Tagged JSON that the judge can read, which `read` throws about otherwise. */
const tagged = (read: (value: TaggedValue) => void) =>
  z.custom<TaggedValue>().superRefine((value, context) => {
    try {
      if (value === undefined) context.addIssue('expected a value');
      else read(value);
    } catch (error) {
      context.addIssue(messageOf(error));
    }
  });

const test = z.strictObject({
  args: z.array(tagged(literal)),
  expected: tagged(canonical),
  visible: z.boolean().optional(),
});

/** A row. Values are tagged JSON, as the judge reads them; `entry` and `tests` may also stand in a `task` object. */
export const taskRow = z.strictObject({
  prompt: z.string().min(1),
  entry: z.string().regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be the name of the function to define'),
  tests: z
    .array(test)
    .min(1, 'must hold at least one test')
    .refine(
      (tests) => tests.some(({ visible }) => !visible),
      'must hold a test that is not visible: visible ones are never paid',
    ),
  prefix: z.string().optional(),
  reference: z.string().min(1).optional(),
  id: z.string().min(1).optional(),
  /** Another word for `id`. */
  name: z.string().min(1).optional(),
  level: z.int().min(1).default(1),
  split: z.enum(['train', 'heldout']).optional(),
});

/** One problem in so many is held out, where the rows do not say. */
const HELDOUT_ONE_IN = 8;

interface Row {
  line: number;
  problem: Problem;
  split?: Split;
  /** Of entry, prompt and prefix: rows that ask the same go to the same split. */
  hash: number;
}

/**
 * The task set of a JSONL text. `source` names it in errors. A row that breaks the form, comes twice or shares its id
 * is an InputError naming the line and the field. Rows without `split` go by a hash of what they ask, one in eight
 * held out; where that leaves a side empty, the row with the lowest (or highest) hash changes sides.
 */
export function parseTasks(text: string, source: string): TaskSet {
  const rows = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readRow(line, source, index + 1)]));
  if (rows.length === 0) throw new InputError(`${source}: no problems; give one JSON object a line`);
  checkUnique(rows, source);
  assignSplits(rows);
  return new FileTaskSet(source, rows);
}

function readRow(line: string, source: string, number: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new InputError(`${source}, line ${number}: not JSON (${messageOf(error)})`);
  }
  const parsed = taskRow.safeParse(unwrapped(value));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    const field = path.length > 0 ? `${path.join('.')}: ` : '';
    throw new InputError(`${source}, line ${number}: ${field}${message.replace(/^Invalid input: /, '')}`);
  }
  const { split, name, id, ...asked } = parsed.data;
  const text = JSON.stringify([asked.entry, asked.prompt, asked.prefix ?? '']);
  const hash = hash32(text);
  const ownId = id ?? name ?? `task-${hex(hash)}${hex(hash32(text, 1))}`;
  return { line: number, problem: { id: ownId, ...asked }, split, hash };
}

const hex = (word: number) => word.toString(16).padStart(8, '0');

function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('task' in value) || typeof value.task !== 'object') return value;
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
