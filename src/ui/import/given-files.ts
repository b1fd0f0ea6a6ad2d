/** What somebody chose or dropped, as a flat list of files: folders and .zip files are opened. */
import { unzipSync } from 'fflate';
import { InputError } from '../../common/errors';

export interface GivenFile {
  /** With the folders above it, as far as they are known. */
  path: string;
  bytes: Uint8Array;
}

/** Reads all files, those of folders too; what a system puts beside them is left out. */
export async function readEntries(entries: readonly (FileSystemEntry | File)[]): Promise<GivenFile[]> {
  const read = await Promise.all(entries.map((entry) => (entry instanceof File ? readFile(entry) : readEntry(entry))));
  return read
    .flat()
    .flatMap(unpacked)
    .filter(({ path }) => !isLitter(path));
}

const isLitter = (path: string) => /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/.test(path);

async function readFile(file: File, path = file.webkitRelativePath || file.name): Promise<GivenFile[]> {
  return [{ path, bytes: new Uint8Array(await file.arrayBuffer()) }];
}

async function readEntry(entry: FileSystemEntry): Promise<GivenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return readFile(file, entry.fullPath.replace(/^\//, ''));
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: GivenFile[] = [];
  // A reader gives some entries at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return files;
    for (const inner of some) files.push(...(await readEntry(inner)));
  }
}

/** The files of a .zip in a folder of its name; any other file as it is. */
export function unpacked({ path, bytes }: GivenFile): GivenFile[] {
  if (!/\.zip$/i.test(path)) return [{ path, bytes }];
  const folder = path.replace(/\.zip$/i, '');
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes);
  } catch {
    throw new InputError(`${path}: not a .zip that can be read; it may be cut short or locked`);
  }
  return Object.entries(entries)
    .filter(([name]) => !name.endsWith('/'))
    .map(([name, inner]) => ({ path: `${folder}/${name}`, bytes: inner }));
}
