/** What the panel says below its choices. */
import { useEffect, useRef } from 'preact/hooks';
import { useLoaded } from '../common/use-loaded';
import { LOSS_CHOICES, lossOf } from '../options/loss-choice';
import { BASE_MODELS, baseOf } from '../options/task-choice';
import { unfit } from '../own-task/fit-options';
import { countProblems, countsInShort } from '../own-task/own-problems';
import { stepOfCheckpoint } from '../session/run-store';
import type { Session } from '../session/session';
import { parseSavedModel } from '../store/saved-model';
import { choicesOfRunInView } from './run-choices';

/** Says that new runs start from another model than the page's own, and takes that back. */
export function ModelNote({ session }: { session: Session }) {
  const { model } = session.options.value;
  const name = useLoaded(async () => model && modelName(session, model), model);
  if (name === undefined || model === undefined || BASE_MODELS.includes(model)) return null;
  return (
    <p class="note own-note">
      starts from {name}{' '}
      <button type="button" class="link" onClick={() => session.setOptions({ model: baseOf(session.options.value) })}>
        Start from the base
      </button>
    </p>
  );
}

/** The model as a person calls it. */
async function modelName(session: Session, model: string): Promise<string> {
  const kept = parseSavedModel(model);
  if (!kept) return model;
  const run = await (await session.store())?.get(kept.id).catch(() => undefined);
  return run ? `step ${stepOfCheckpoint(kept.checkpoint)} of ${run.name}` : 'a checkpoint that is not in this browser';
}

/** Below the choices: the idea of the loss, or, while a run goes on with others, that these are for the next one. */
export function ChoiceNote({ session }: { session: Session }) {
  const loss = lossOf(session.options.value);
  const others = session.activity.value === 'idle' ? [] : choicesOfRunInView(session);
  return (
    <p class={`note of-choices ${others.length > 0 ? 'in-view' : ''}`}>
      {others.length > 0
        ? `from the next run on; this one: ${others.join(', ')}`
        : (LOSS_CHOICES.find(({ value }) => value === loss)?.idea ?? `loss_type ${loss}`)}
    </p>
  );
}

/** Says that a run trains on one's own problems, and on how many. */
export function OwnTaskNote({ session }: { session: Session }) {
  const problems = session.problems.value;
  const own = session.options.value.tasks === 'own';
  const wasOwn = useRef(own);
  useEffect(() => {
    // Another task was chosen: what fitted one's own problems does not fit it.
    const left = wasOwn.current && !own;
    wasOwn.current = own;
    if (!left || problems === undefined) return;
    const taken = unfit(session.options.value, countProblems(problems));
    if (Object.keys(taken).length > 0) session.setOptions(taken);
  }, [own]);
  if (!own) return null;
  return (
    <p class="note own-note">
      {problems === undefined ? 'there are none yet ' : `${countsInShort(countProblems(problems))} `}
      <button type="button" class="link" onClick={() => session.show('own-task')}>
        {problems === undefined ? 'Write one' : 'Edit'}
      </button>
    </p>
  );
}
