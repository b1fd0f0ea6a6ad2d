/** Takes in what somebody chose or dropped, and says what became of each file. */
import { type Signal, signal } from '@preact/signals';
import { InputError, messageOf } from '../../common/errors';
import type { ImportReport } from '../own-task/import-drafts';
import type { Session } from '../session/session';

interface Outcome {
  busy: boolean;
  /** A sentence for each run, and for each file of problems. */
  taken: readonly string[];
  /** A sentence for each file that could not be used. */
  wrong: readonly string[];
  /** Ids of the runs that were imported. */
  runs: readonly string[];
}

/** The last import; undefined before the first, and once it was waved away. */
export const outcome: Signal<Outcome | undefined> = signal(undefined);

/** Takes files in, one import after the other, and shows what came of it. */
export async function importEntries(session: Session, entries: readonly (FileSystemEntry | File)[]): Promise<void> {
  if (entries.length === 0 || outcome.value?.busy) return;
  const taken: string[] = [];
  const wrong: string[] = [];
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      wrong.push(error instanceof InputError ? `${error.message}.` : `This could not be taken in: ${messageOf(error)}`);
    }
  };
  const runs: string[] = [];
  outcome.value = { busy: true, taken, wrong, runs };
  await attempt(async () => {
    // What reads them is large, and seldom wanted.
    const [{ readEntries }, { sortFiles }, { importRun }] = await Promise.all([
      import('./given-files'),
      import('./sort-files'),
      import('./import-run'),
    ]);
    const sorted = sortFiles(await readEntries(entries));
    wrong.push(...sorted.wrong);
    for (const run of sorted.runs) {
      await attempt(async () => {
        const { id, text } = await importRun(await session.requireStore(), run, session.options.value);
        runs.push(id);
        taken.push(text);
      });
    }
    for (const { path, bytes } of sorted.problems) {
      await attempt(async () => {
        const { draftEditor } = await import('../own-task/draft-editor');
        const report = await draftEditor(session).import(new TextDecoder().decode(bytes), path);
        if (report.taken + report.same === 0) throw new InputError(whyNoneImported(report));
        taken.push(`${path}: ${report.taken} of ${report.read} rows are problems under "Your task" now.`);
      });
    }
  });
  const onlyProblems = taken.length > 0 && runs.length + wrong.length === 0;
  outcome.value = onlyProblems ? undefined : { busy: false, taken, wrong, runs };
  session.show(onlyProblems ? 'own-task' : 'runs');
}

/** Why no row of a file became a problem: of the first, and how many more there are. */
function whyNoneImported({ source, skipped: [first, ...others] }: ImportReport): string {
  const more = others.length > 0 ? `, and ${others.length} more such rows` : '';
  return `${source}: none of it is a problem that can be trained on: line ${first.line}: ${first.reason}${more}`;
}
