/** Files of Node: model folders, input files, and folders that are complete or not there at all. */
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError, InputError, messageOf } from '../common/errors';
import type { FileSource } from '../model/files';
import { packageRoot } from './package-root';

/** The folder of a model. `option` names it in errors. */
export const modelFolder = (path: string, option = 'model'): FileSource => folder(modelPath(path, option), option);

/** Where a model lies: the path as given or, for the models that ship with Kata, inside its package. */
export function modelPath(path: string, option = 'model'): string {
  const place = [path, join(packageRoot(), path)].find(isFolder);
  if (place === undefined) throw new InputError(`${option}: there is no folder ${path}`);
  return place;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A folder on disk as a source of files. `option` names it in errors. */
export function folder(path: string, option: string): FileSource {
  return {
    nameOf: (file) => join(path, file),
    async read(file) {
      try {
        return await readFile(join(path, file));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new InputError(`${option}: cannot read ${join(path, file)} (${messageOf(error)})`);
      }
    },
  };
}

/** The text of a file that an option names; `-` is standard input. */
export function readText(path: string, option: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new InputError(`${option}: cannot read ${path} (${messageOf(error)})`);
  }
}

/** A JSON file that an option names. */
export function readJsonFile(path: string, option: string): unknown {
  const text = readText(path, option);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${option}: ${path} is not JSON (${messageOf(error)})`);
  }
}

/** Writes a folder aside, then renames it: it is complete or not there. An older one of the name is replaced. */
export async function writeFolder(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const aside = `${path}.tmp`;
  await writing(path, async () => {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    for (const [name, bytes] of files) await writeFile(join(aside, name), bytes);
    await rm(path, { recursive: true, force: true });
    await rename(aside, path);
  });
}

/** Replaces a file at once. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writing(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  });
}

/** Runs what writes `path`; a failure of the disk says so. */
export async function writing(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new EnvironmentError(
      `cannot write ${path} (${messageOf(error)})`,
      'Free some space, or choose another place by --output_dir.',
      { cause: error },
    );
  }
}
