/** Folders of checkpoint files: in the origin's private file system, or in IndexedDB where the browser has none to write to. */

/** A folder's path, from the top. */
export type Folder = readonly string[];

export interface CheckpointFiles {
  write(folder: Folder, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** The files of a folder; undefined where it is not there. */
  read(folder: Folder): Promise<Map<string, Uint8Array> | undefined>;
  /** Removes a folder with all that is in it. */
  remove(folder: Folder): Promise<void>;
}

/** The private file system; undefined where this browser has none, or gives none to this page. */
export async function openPrivateFiles(): Promise<CheckpointFiles | undefined> {
  try {
    const root = await navigator.storage.getDirectory();
    // Safari before 26 writes only in workers, and by another way: both sides must find the same files.
    return 'createWritable' in FileSystemFileHandle.prototype ? privateFiles(root) : undefined;
  } catch {
    return undefined;
  }
}

/** Files under a directory handle. */
export function privateFiles(root: FileSystemDirectoryHandle): CheckpointFiles {
  const open = async (folder: Folder, create: boolean) => {
    let directory = root;
    for (const name of folder) directory = await directory.getDirectoryHandle(name, { create });
    return directory;
  };
  return {
    async write(folder, files) {
      const directory = await open(folder, true);
      for (const [name, bytes] of files) {
        const handle = await directory.getFileHandle(name, { create: true });
        const writable = await handle.createWritable();
        await writable.write(bytes as BufferSource);
        await writable.close();
      }
    },
    read: (folder) =>
      orMissing(async () => {
        const directory = await open(folder, false);
        const files = new Map<string, Uint8Array>();
        for await (const [name, handle] of directory.entries()) {
          const file = await (handle as FileSystemFileHandle).getFile();
          files.set(name, new Uint8Array(await file.arrayBuffer()));
        }
        return files;
      }),
    async remove(folder) {
      const name = folder.at(-1)!;
      await orMissing(async () => (await open(folder.slice(0, -1), false)).removeEntry(name, { recursive: true }));
    },
  };
}

/** What is done with an entry; undefined where the entry is not there. */
async function orMissing<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}
