/** A problem while somebody writes it: everything is text and may be wrong. From and to rows of JSONL. */
import { InputError, messageOf } from '../../common/errors';
import { freeName } from '../../common/names';
import { schemaMessage } from '../../common/schema-message';
import type { AnyTest, Compare } from '../../sandbox/types';
import { isMadeId, type Row, taskRow, toRow } from '../../tasks/jsonl';
import { isFunction, type Problem } from '../../tasks/problem';
import { readArguments, readExpected, textOfArguments, textOfExpected } from './values';

export type Kind = NonNullable<Problem['kind']>;

/** A row of the table. Of a function: arguments and value as source. Of a text: input and output as they stand. */
export interface DraftTest {
  given: string;
  wanted: string;
  visible: boolean;
  /** `given` is a script that calls the function as `candidate` and throws; nothing is wanted beside that. */
  code?: boolean;
}

export interface Draft {
  /** Tells drafts apart while they are edited. */
  key: string;
  /** The name in reports; without one it is made of the prompt. */
  id: string;
  kind: Kind;
  /** Without the line end that `lineEnd` puts behind it. */
  prompt: string;
  lineEnd: boolean;
  prefix: string;
  entry: string;
  tests: DraftTest[];
  reference: string;
  /** Never trained on, only scored. */
  heldout: boolean;
  compare?: Compare;
  /** What a row says beside that; kept as it came. */
  rest?: Record<string, unknown>;
}

export type Field = 'id' | 'prompt' | 'prefix' | 'entry' | 'tests' | 'reference' | 'compare';

/** What is wrong with a draft. */
export interface DraftFault {
  field: Field;
  /** The test, from 0. */
  row?: number;
  /** The cell of that test. */
  cell?: 'given' | 'wanted';
  /** Begins with the field: `tests, row 3, wanted: …`. */
  message: string;
}

const NAMES: Record<Field, string> = {
  id: 'name',
  prompt: 'prompt',
  prefix: 'signature',
  entry: 'function',
  tests: 'tests',
  reference: 'reference',
  compare: 'comparison',
};

let made = 0;
/** A key that no draft of this or a former visit has. */
export const newKey = (): string => `${Date.now().toString(36)}-${(made++).toString(36)}`;

export const emptyTest = (): DraftTest => ({ given: '', wanted: '', visible: false });

export function emptyDraft(): Draft {
  return {
    key: newKey(),
    id: '',
    kind: 'function',
    prompt: '',
    lineEnd: true,
    prefix: 'const f=',
    entry: 'f',
    tests: [emptyTest()],
    reference: '',
    heldout: false,
  };
}

/** Whether nobody has written anything into it yet. */
export const isBlank = ({ id, prompt, reference, tests }: Draft): boolean =>
  [id, prompt, reference, ...tests.flatMap(({ given, wanted }) => [given, wanted])].every((text) => text.trim() === '');

/** What the columns of the table mean: `[what is given, what is wanted]`. */
export function columnNames(kind: Kind): { given: string; wanted: string } {
  if (kind === 'function') return { given: 'arguments', wanted: 'expected' };
  return { given: kind === 'stdio' ? 'input' : '', wanted: kind === 'answer' ? 'answer' : 'output' };
}

/** Whether a test of this kind is given anything to read. */
export const hasInput = (kind: Kind): boolean => kind === 'function' || kind === 'stdio';

export function toDraft({ problem, split }: Pick<Row, 'problem' | 'split'>): Draft {
  const { id, prompt, prefix, reference, tests, compare, kind = 'function', ...others } = problem;
  const { entry = '', ...rest } = others as typeof others & { entry?: string };
  const lineEnd = prompt.endsWith('\n');
  return {
    key: newKey(),
    id: isMadeId(id) ? '' : id,
    kind,
    prompt: lineEnd ? prompt.slice(0, -1) : prompt,
    lineEnd,
    prefix: prefix ?? '',
    entry: isFunction(problem) ? entry : '',
    tests: (tests as readonly AnyTest[]).map(toDraftTest),
    reference: reference ?? '',
    heldout: split === 'heldout',
    ...(compare && { compare }),
    ...(Object.keys(rest).length > 0 && { rest }),
  };
}

function toDraftTest(test: AnyTest): DraftTest {
  const visible = test.visible === true;
  if ('code' in test) return { given: test.code, wanted: '', visible, code: true };
  if ('stdout' in test) return { given: test.stdin ?? '', wanted: test.stdout, visible };
  return { given: textOfArguments(test.args), wanted: textOfExpected(test.expected), visible };
}

/** The problem that a draft says, or all that is wrong with it. */
export function readDraft(draft: Draft): { problem: Problem } | { faults: DraftFault[] } {
  const faults: DraftFault[] = [];
  const tests = draft.tests.map((test, row) => readTest(draft.kind, test, row, faults));
  const { id, prompt, lineEnd, prefix, reference, heldout, compare, rest, kind, entry } = draft;
  if (prompt.trim() === '') faults.push(faultAt('prompt', 'is empty; write what the model is asked'));
  const parsed = taskRow.safeParse({
    ...rest,
    id: id.trim() || draftName(draft),
    prompt: (prompt.trim() && prompt + (lineEnd ? '\n' : '')) || 'missing',
    ...(kind === 'function' ? { entry: entry.trim() } : { kind }),
    ...(prefix && { prefix }),
    ...(compare && { compare }),
    tests,
    ...(reference.trim() && { reference }),
    split: heldout ? 'heldout' : 'train',
  });
  if (faults.length > 0) return { faults };
  if (!parsed.success) return { faults: parsed.error.issues.map(({ path, message }) => schemaFault(path, message)) };
  const { split: _, name: __, ...problem } = parsed.data;
  return { problem: problem as Problem };
}

function readTest(kind: Kind, test: DraftTest, row: number, faults: DraftFault[]): AnyTest {
  const visible = test.visible && { visible: true };
  if (kind !== 'function') {
    return { ...(hasInput(kind) && { stdin: test.given }), stdout: test.wanted, ...visible };
  }
  if (test.code) return { code: test.given, ...visible };
  const read = <T>(cell: 'given' | 'wanted', reader: (text: string) => T): T | null => {
    try {
      return reader(test[cell]);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(faultAt('tests', messageOf(error), row, cell, kind));
      return null;
    }
  };
  return { args: read('given', readArguments) ?? [], expected: read('wanted', readExpected), ...visible };
}

function schemaFault(path: readonly PropertyKey[], message: string): DraftFault {
  const [field, row] = path;
  const known = typeof field === 'string' && field in NAMES ? (field as Field) : undefined;
  const text = schemaMessage(message);
  return faultAt(
    known ?? 'prompt',
    known ? text : `${path.join('.')}: ${text}`,
    typeof row === 'number' ? row : undefined,
  );
}

function faultAt(
  field: Field,
  what: string,
  row?: number,
  cell?: 'given' | 'wanted',
  kind: Kind = 'function',
): DraftFault {
  const place = [
    NAMES[field],
    ...(row === undefined ? [] : [`row ${row + 1}`]),
    ...(cell === undefined ? [] : [columnNames(kind)[cell]]),
  ].join(', ');
  return {
    field,
    ...(row !== undefined && { row }),
    ...(cell !== undefined && { cell }),
    message: `${place}: ${what}`,
  };
}

const LONGEST_NAME = 60;

/** What a list calls a draft: its name, else the first line of its prompt that says something. */
export function draftName({ id, prompt }: Pick<Draft, 'id' | 'prompt'>): string {
  const line = id.trim() || prompt.split('\n').find((text) => /\w/.test(text)) || 'untitled';
  const text = line.trim();
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

/** The name that a signature defines, so that it need not be written twice. */
export function entryName(prefix: string): string | undefined {
  const found = [
    ...prefix.matchAll(
      /(?:\b(?:const|let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=|\bfunction\s*\*?\s*([\p{ID_Start}$_][\p{ID_Continue}$]*))/gu,
    ),
  ].at(-1);
  return found?.[1] ?? found?.[2];
}

/** Drafts as JSONL that `--tasks` reads; those that are wrong are left out. */
export function readDrafts(drafts: readonly Draft[]): {
  rows: { problem: Problem; split: 'train' | 'heldout' }[];
  faults: { draft: Draft; faults: DraftFault[] }[];
} {
  const taken = new Set(drafts.map(({ id }) => id.trim()));
  const explicit = new Set<string>();
  const rows: { problem: Problem; split: 'train' | 'heldout' }[] = [];
  const wrong: { draft: Draft; faults: DraftFault[] }[] = [];
  for (const draft of drafts) {
    const read = readDraft(draft);
    const id = draft.id.trim();
    if (id && explicit.has(id)) {
      wrong.push({ draft, faults: [faultAt('id', `"${id}" is that of another problem; give each its own`)] });
    } else if ('faults' in read) {
      wrong.push({ draft, faults: read.faults });
    } else {
      const name = id || freeId(draftName(draft), taken);
      taken.add(name);
      rows.push({ problem: { ...read.problem, id: name }, split: draft.heldout ? 'heldout' : 'train' });
    }
    if (id) explicit.add(id);
  }
  return { rows, faults: wrong };
}

/** The id itself, or with the first number that makes it new. */
export const freeId = (id: string, taken: ReadonlySet<string>): string =>
  freeName(id, (candidate) => taken.has(candidate), ' ');

export const formatProblems = (rows: readonly Pick<Row, 'problem' | 'split'>[]): string =>
  rows.map((row) => `${JSON.stringify(toRow(row))}\n`).join('');
