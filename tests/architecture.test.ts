import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Which parts each part may import: ui, cli → rl → model, tasks → kernels, sandbox → common; tasks never the GPU. */
const MAY_IMPORT: Record<string, string[]> = {
  common: [],
  kernels: ['common'],
  sandbox: ['common'],
  model: ['kernels', 'common'],
  tasks: ['sandbox', 'common'],
  rl: ['model', 'tasks', 'kernels', 'sandbox', 'common'],
  cli: ['rl', 'model', 'tasks', 'kernels', 'sandbox', 'common'],
  ui: ['rl', 'model', 'tasks', 'kernels', 'sandbox', 'common'],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

/** The modules a file imports, as written. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]);
}

const isNodeOnly = (file: string) => /^cli\/|(^|\/)node-|\.node\.ts$/.test(file);

describe('the house', () => {
  it('has the parts it should have', () => {
    expect([...new Set(files.map((file) => file.split('/')[0]))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(files)('%s imports downward only', (file) => {
    const part = file.split('/')[0];
    for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
      const target = relative(SRC, join(SRC, dirname(file), specifier)).split('/')[0];
      if (target !== part) expect(MAY_IMPORT[part], `${file} imports ${specifier}`).toContain(target);
    }
  });

  it.each(files.filter((file) => !isNodeOnly(file)))('%s can run in the page', (file) => {
    expect(importsOf(file).filter((name) => name.startsWith('node:'))).toEqual([]);
  });
});
