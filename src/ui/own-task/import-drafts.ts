/** JSONL as drafts: rows of our own form as they stand, right or wrong, and sets of others as `kata tasks import` reads them. */
import { InputError, messageOf } from '../../common/errors';
import { formatOf, importTasks, type Skipped } from '../../tasks/import';
import { readRow } from '../../tasks/jsonl';
import { type Draft, draftOf } from './draft';
import type { WithJudge } from './workshop';

export interface ImportReport {
  source: string;
  read: number;
  taken: number;
  /** By line, with the reason. */
  skipped: Skipped[];
}

export async function importDrafts(
  text: string,
  source: string,
  withJudge: WithJudge,
): Promise<{ drafts: Draft[]; report: ImportReport }> {
  const lines = text.split('\n');
  const read = lines.filter((line) => line.trim() !== '').length;
  if (read === 0) throw new InputError(`${source}: no problems; give one JSON object a line`);
  const skipped: Skipped[] = [];
  const own: Draft[] = [];
  const others = lines.map((line, index) => {
    if (!isOurs(line)) return line;
    try {
      own.push(draftOf(readRow(JSON.parse(line), undefined, index + 1)));
    } catch (error) {
      skipped.push({ line: index + 1, reason: messageOf(error) });
    }
    return '';
  });
  const foreign = others.join('\n');
  const imported = foreign.trim() === '' ? undefined : await withJudge((judge) => importTasks(foreign, 'auto', judge));
  if (imported) skipped.push(...imported.report.skipped);
  const drafts = [...own, ...(imported?.rows.map(draftOf) ?? [])];
  skipped.sort((a, b) => a.line - b.line);
  return { drafts, report: { source, read, taken: drafts.length, skipped } };
}

/** Whether a line is a row of our own form. */
function isOurs(line: string): boolean {
  try {
    return formatOf(JSON.parse(line)) === 'kata';
  } catch {
    return false;
  }
}
