/** JSONL as drafts: rows of our own form as they stand, right or wrong, and sets of others as `kata tasks import` reads them. */
import { InputError, messageOf } from '../../common/errors';
import type { Judge } from '../../sandbox/types';
import { detectFormat, importTasks, type Skipped } from '../../tasks/import';
import { readRow } from '../../tasks/jsonl';
import { type Draft, freeId, toDraft } from './draft';

export interface ImportReport {
  source: string;
  read: number;
  taken: number;
  /** Rows that say what another problem says word for word, and are not taken again. */
  same: number;
  /** By line, with the reason. */
  skipped: Skipped[];
}

/** `here`: the problems that they come to. A name that one of those has gets a number behind it. */
export async function importDrafts(
  text: string,
  source: string,
  withJudge: WithJudge,
  here: readonly Draft[] = [],
): Promise<{ drafts: Draft[]; report: ImportReport }> {
  const lines = text.split('\n');
  const read = lines.filter((line) => line.trim() !== '').length;
  if (read === 0) throw new InputError(`${source}: no problems; give one JSON object a line`);
  const skipped: Skipped[] = [];
  const own: Draft[] = [];
  const others = lines.map((line, index) => {
    if (!isOurs(line)) return line;
    try {
      own.push(toDraft(readRow(JSON.parse(line), undefined, index + 1)));
    } catch (error) {
      skipped.push({ line: index + 1, reason: messageOf(error) });
    }
    return '';
  });
  const foreign = others.join('\n');
  const imported = foreign.trim() === '' ? undefined : await withJudge((judge) => importTasks(foreign, 'auto', judge));
  if (imported) skipped.push(...imported.report.skipped);
  const all = [...own, ...(imported?.rows.map(toDraft) ?? [])];
  const drafts = fresh(all, here);
  skipped.sort((a, b) => a.line - b.line);
  return {
    drafts,
    report: { source, read, taken: drafts.length, same: all.length - drafts.length, skipped },
  };
}

/** The drafts that are not in `here` yet, each under a name that no other has. */
function fresh(drafts: readonly Draft[], here: readonly Draft[]): Draft[] {
  const known = new Set(here.map(draftText));
  const names = new Set(here.map(({ id }) => id.trim()));
  return drafts.flatMap((draft) => {
    const text = draftText(draft);
    if (known.has(text)) return [];
    known.add(text);
    const id = draft.id && freeId(draft.id, names);
    names.add(id);
    return [{ ...draft, id }];
  });
}

/** All that a draft says. */
const draftText = ({ key: _, ...said }: Draft): string => JSON.stringify(Object.entries(said).sort());

/** Whether a line is a row of our own form. */
function isOurs(line: string): boolean {
  try {
    return detectFormat(JSON.parse(line)) === 'kata';
  } catch {
    return false;
  }
}

/** Lends a judge for as long as `use` takes. */
export type WithJudge = <T>(use: (judge: Judge) => Promise<T>) => Promise<T>;
