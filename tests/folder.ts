import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { formatJsonl } from '../src/common/json';

/** A new folder for the tests of a file, removed after them. */
export function useFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'kata-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (...names: string[]) => join(folder, ...names);
  return {
    folder,
    /** The path of a file in the folder. */
    at,
    /** Writes rows as JSONL; returns the path. */
    file(name: string, ...rows: object[]): string {
      writeFileSync(at(name), formatJsonl(rows));
      return at(name);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: each file has rows of its own shape, which its test knows.
export const rowsOf = (path: string): any[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
