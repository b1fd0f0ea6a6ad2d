/** A folder of the tests as a FileSource. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileSource } from '../../src/model/files';

export const GOLDEN = fileURLToPath(new URL('../golden/', import.meta.url));

export function folder(path: string): FileSource {
  return {
    nameOf: (file) => `${path}/${file}`,
    read: async (file) => (existsSync(`${path}/${file}`) ? new Uint8Array(readFileSync(`${path}/${file}`)) : undefined),
  };
}
