/** A folder of files, wherever it is: on disk, behind a URL, in the browser's storage. */
import { InputError, messageOf } from '../common/errors';

export interface FileSource {
  /** How messages name a file of this folder. */
  nameOf(file: string): string;
  /** The bytes of a file; undefined when there is none. */
  read(file: string): Promise<Uint8Array | undefined>;
}

/** The bytes of a file that must be there. */
export async function readRequired(files: FileSource, file: string): Promise<Uint8Array> {
  const bytes = await files.read(file);
  if (!bytes) throw new InputError(`${files.nameOf(file)} is missing`);
  return bytes;
}

/** A JSON file; undefined when there is none. */
export async function readJson(files: FileSource, file: string): Promise<unknown> {
  const bytes = await files.read(file);
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InputError(`${files.nameOf(file)}: not JSON (${messageOf(error)})`);
  }
}
