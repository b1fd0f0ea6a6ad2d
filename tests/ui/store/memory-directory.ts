/** A directory in memory with the handles' interface, as far as the store uses it. */
interface Entries {
  [name: string]: Entries | Uint8Array;
}

export function memoryDirectory(entries: Entries = {}): FileSystemDirectoryHandle {
  const missing = (name: string) => new DOMException(`no ${name}`, 'NotFoundError');
  const handle = {
    async getDirectoryHandle(name: string, { create = false } = {}) {
      if (!entries[name] && !create) throw missing(name);
      entries[name] ??= {};
      return memoryDirectory(entries[name] as Entries);
    },
    async getFileHandle(name: string, { create = false } = {}) {
      if (!entries[name] && !create) throw missing(name);
      entries[name] ??= new Uint8Array(0);
      return fileHandle(name);
    },
    async removeEntry(name: string) {
      if (!entries[name]) throw missing(name);
      delete entries[name];
    },
    async *entries() {
      for (const name of Object.keys(entries)) yield [name, fileHandle(name)];
    },
  };
  const fileHandle = (name: string) => ({
    getFile: async () => new Blob([entries[name] as BlobPart]),
    createWritable: async () => {
      let written = new Uint8Array(0);
      return {
        write: async (bytes: Uint8Array) => {
          written = new Uint8Array(bytes);
        },
        // As in browsers, nothing is there before the end.
        close: async () => {
          entries[name] = written;
        },
      };
    },
  });
  return handle as unknown as FileSystemDirectoryHandle;
}
