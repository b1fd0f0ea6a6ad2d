/** Takes in what somebody chose or dropped, and says what became of each file. */
import { type Signal, signal } from '@preact/signals';
import { InputError, messageOf } from '../../common/errors';
import { shelfOf } from '../runs/shelf';
import type { Session } from '../session/session';
import type { Taken } from './take-in';

export interface Outcome {
  busy: boolean;
  taken: readonly Taken[];
  /** A sentence for each file that could not be used. */
  wrong: readonly string[];
}

/** The last import; undefined before the first, and once it was waved away. */
export const outcome: Signal<Outcome | undefined> = signal(undefined);

/** Takes files in, one import after the other, and shows what came of it. */
export async function importEntries(session: Session, entries: readonly (FileSystemEntry | File)[]): Promise<void> {
  if (entries.length === 0 || outcome.value?.busy) return;
  const taken: Taken[] = [];
  const wrong: string[] = [];
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      wrong.push(error instanceof InputError ? `${error.message}.` : `This could not be taken in: ${messageOf(error)}`);
    }
  };
  outcome.value = { busy: true, taken, wrong };
  let problemsTaken = false;
  await attempt(async () => {
    // What reads them is large, and seldom wanted.
    const [{ readEntries }, { sortFiles }, { takeIn }] = await Promise.all([
      import('./given-files'),
      import('./sort-files'),
      import('./take-in'),
    ]);
    const sorted = sortFiles(await readEntries(entries));
    wrong.push(...sorted.wrong);
    for (const run of sorted.runs) {
      await attempt(async () => taken.push(await takeIn(await shelfOf(session).store(), run, session.options.value)));
    }
    for (const { path, bytes } of sorted.problems) {
      await attempt(async () => {
        const { workshopOf } = await import('../own-task/view');
        await workshopOf(session).import(new TextDecoder().decode(bytes), path);
        problemsTaken = true;
      });
    }
  });
  const shelf = shelfOf(session);
  await shelf.read();
  if (taken.length > 0) shelf.open.value = taken[0].id;
  const toSay = taken.length + wrong.length > 0;
  outcome.value = toSay ? { busy: false, taken, wrong } : undefined;
  session.show(problemsTaken && !toSay ? 'own-task' : 'runs');
}
