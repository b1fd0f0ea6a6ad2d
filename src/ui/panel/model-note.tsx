/** Says, beside the controls, that new runs start from another model than the page's own, and takes that back. */
import { useEffect, useState } from 'preact/hooks';
import { BASE_MODELS, baseOf } from '../options/task-choice';
import { stepOfCheckpoint } from '../session/run-store';
import type { Session } from '../session/session';
import { keptModel } from '../store/kept-model';

export function ModelNote({ session }: { session: Session }) {
  const { model } = session.options.value;
  const [name, setName] = useState<string>();
  useEffect(() => {
    setName(undefined);
    if (model === undefined) return;
    let wanted = true;
    void nameOf(session, model).then((found) => wanted && setName(found));
    return () => {
      wanted = false;
    };
  }, [model]);
  if (model === undefined || BASE_MODELS.includes(model) || name === undefined) return null;
  return (
    <p class="note own-note">
      starts from {name}{' '}
      <button type="button" class="link" onClick={() => session.setOptions({ model: baseOf(session.options.value) })}>
        Start from the base
      </button>
    </p>
  );
}

/** What a person calls it. */
async function nameOf(session: Session, model: string): Promise<string> {
  const kept = keptModel(model);
  if (!kept) return model;
  const run = await (await session.store())?.get(kept.id).catch(() => undefined);
  return run ? `step ${stepOfCheckpoint(kept.checkpoint)} of ${run.name}` : 'a checkpoint that is not in this browser';
}
