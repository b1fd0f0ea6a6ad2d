/** Starts a run on problems of one's own. */

import { chooseTasks, OWN_TASKS } from '../options/task-choice';
import type { Session } from '../session/session';
import { refit } from './fit-options';
import { countProblems, saveProblems } from './own-problems';
import type { TrainingSet } from './training-set';

/**
 * Ends the run that is going, if there is one, and starts one that trains on exactly this set: `first` as far as the
 * verdicts of the first programs, which the model wrote before it learned anything, or to the end.
 */
export async function trainOn(session: Session, set: TrainingSet, until: 'first' | 'end' = 'end'): Promise<void> {
  const before = session.options.value.tasks === OWN_TASKS ? session.problems.value : undefined;
  if (session.activity.value !== 'idle') {
    session.stop();
    await becomesIdle(session);
  }
  session.problems.value = set.jsonl;
  saveProblems(set.jsonl);
  const options = session.options.value;
  session.setOptions({
    ...chooseTasks(options, OWN_TASKS),
    // Levels are those of the built-in tasks.
    levels: undefined,
    ...refit(options, before === undefined ? undefined : countProblems(before), set),
  });
  session.show('programs');
  if (until === 'first') session.step('verdicts');
  else session.play();
}

function becomesIdle({ activity }: Session): Promise<void> {
  return new Promise((resolve) => {
    const stop = activity.subscribe((now) => {
      if (now !== 'idle') return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}
