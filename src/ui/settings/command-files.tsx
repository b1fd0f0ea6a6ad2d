/** The files of this browser that the command of a run needs, with what saves them. */
import { useState } from 'preact/hooks';
import { messageOf } from '../../common/errors';
import { download } from '../common/download';
import { useLoaded } from '../common/use-loaded';
import { OWN_TASKS_FILE } from '../options/task-choice';
import type { SavedRun } from '../session/run-store';
import type { Session } from '../session/session';
import { parseSavedModel, savedFolder } from '../store/saved-model';

/** The run of this browser whose checkpoint the next run starts from; null where it is not here, undefined where none is asked for. */
export function useStartRun(session: Session): SavedRun | null | undefined {
  const { model } = session.options.value;
  return useLoaded(async () => {
    const saved = model === undefined ? undefined : parseSavedModel(model);
    if (!saved) return undefined;
    const run = session.store().then((store) => store?.get(saved.id));
    return (await run.catch(() => undefined)) ?? null;
  }, model);
}

/** The checkpoint that the command needs: where it looks for it, and how it gets there. */
export function SavedCheckpoint({ session, run }: { session: Session; run: SavedRun | null }) {
  const [failed, setFailed] = useState<string>();
  const { checkpoint } = parseSavedModel(session.options.value.model ?? '') ?? {};
  if (!run || !checkpoint) {
    return (
      <p class="bad">The model is a checkpoint that is not in this browser: import it under "Runs", or take another.</p>
    );
  }
  const save = async () => {
    const store = await session.store();
    if (!store) return;
    const { checkpointZip } = await import('../export/checkpoint-zip');
    download(
      `${run.name}-${checkpoint}.zip`,
      [(await checkpointZip(store, run, checkpoint)) as BlobPart],
      'application/zip',
    );
  };
  return (
    <p class="label">
      The command starts from <code>{savedFolder(run, checkpoint)}</code>, and only this browser has it:{' '}
      <button type="button" class="quiet" onClick={() => save().catch((error) => setFailed(messageOf(error)))}>
        save the checkpoint
      </button>{' '}
      and unpack it where you run the command.{' '}
      {failed !== undefined && (
        <span class="bad" role="alert">
          {failed}
        </span>
      )}
    </p>
  );
}

/** The file that the command needs for problems of one's own. */
export function OwnTasksFile({ session }: { session: Session }) {
  const save = () => download(OWN_TASKS_FILE, [session.problems.value ?? '']);
  return (
    <p class="label">
      The command reads your problems from {OWN_TASKS_FILE}, and a link does not hold them:{' '}
      {session.problems.value === undefined ? (
        'there are none yet, write some under "Your task".'
      ) : (
        <button type="button" class="quiet" onClick={save}>
          save {OWN_TASKS_FILE}
        </button>
      )}
    </p>
  );
}
