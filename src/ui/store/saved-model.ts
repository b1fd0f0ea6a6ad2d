/** Checkpoints of this browser as models to start from: `model=kept/<run>/<checkpoint>`. */
import { InputError } from '../../common/errors';
import type { FileSource } from '../../model/files';
import type { RunStore, SavedRun } from '../session/run-store';

const KEPT = /^kept\/([^/]+)\/([^/]+)$/;

/** The option's text for the last checkpoint of a run; undefined where it has none. */
export const lastSavedModel = ({ id, checkpoints }: Pick<SavedRun, 'id' | 'checkpoints'>): string | undefined =>
  checkpoints.length > 0 ? `kept/${id}/${checkpoints.at(-1)}` : undefined;

/** The run whose checkpoint is meant, and which of them; undefined for a model that is none of this browser's. */
export function parseSavedModel(model: string): { id: string; checkpoint: string } | undefined {
  const [, id, checkpoint] = KEPT.exec(model) ?? [];
  return id ? { id, checkpoint } : undefined;
}

/** The folder of a run in the .zip of a checkpoint. */
export const savedRunFolder = ({ name }: Pick<SavedRun, 'name'>): string => name.replaceAll(/[^\w.-]+/g, '-');

/** Where a checkpoint of a run lies once its .zip is unpacked; a model alone has no run around it. */
export function savedFolder(run: Pick<SavedRun, 'name' | 'info'>, checkpoint: string): string {
  return run.info ? `${savedRunFolder(run)}/${checkpoint}` : savedRunFolder(run);
}

/**
 * The files of such a model, looked up when the first of them is read: a run that goes on from its own checkpoint may not need
 * them any more. An InputError says where they are not, or no longer, in this browser; `option` names it there.
 */
export function savedModelFiles(open: () => Promise<RunStore>, model: string, option: string): FileSource {
  let files: Promise<Map<string, Uint8Array>> | undefined;
  const load = async () => {
    const { id, checkpoint } = parseSavedModel(model)!;
    const store = await open();
    const found = await store.readCheckpoint(id, checkpoint);
    if (found) return found;
    const run = await store.get(id);
    const what = run ? `${checkpoint} of ${run.name} is no longer` : `${model} is not`;
    throw new InputError(
      `${option}: ${what} in this browser; choose another under "Runs", import it there, or take models/base`,
    );
  };
  return {
    nameOf: (file) => `${model}/${file}`,
    async read(file) {
      files ??= load();
      return (await files).get(file);
    },
  };
}
