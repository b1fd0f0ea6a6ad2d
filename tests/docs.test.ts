import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../build/docs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const below = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);

describe('npm run docs', () => {
  const files = generatedFiles();

  it.each([...files])('would leave %s as it is', (file, text) => {
    expect(read(file)).toBe(text);
  });

  it('writes every part that says it is made', () => {
    const pages = [...below('docs'), ...below('docs/systems')].filter((page) => page.endsWith('.md'));
    const made = pages.filter((page) => read(page).includes('<!-- made from '));
    expect(made.filter((page) => !files.has(page))).toEqual([]);
    expect(made.length).toBeGreaterThan(0);
  });

  it('names no machine and no registry', () => {
    expect(files.get('THIRD-PARTY-NOTICES')).not.toMatch(/node_modules|registry\.|\/home\/|\/root\/|\/tmp\//);
  });
});

describe('ARCHITECTURE.md', () => {
  it('names files that exist, from the root or from src', () => {
    const named = [...read('ARCHITECTURE.md').matchAll(/`([\w-]+\/[\w./-]+)`/g)].map(([, file]) => file);
    expect(named.length).toBeGreaterThan(30);
    const missing = (file: string) => !['', 'src'].some((folder) => existsSync(join(ROOT, folder, file)));
    expect(named.filter(missing)).toEqual([]);
  });
});

describe('links', () => {
  const pages = [...below('.'), 'models/README.md', ...below('docs'), ...below('docs/systems')];
  it.each(pages.filter((page) => page.endsWith('.md')))('%s links to what is there', (page) => {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() => readFileSync(join(ROOT, dirname(page), target)), target).not.toThrow();
    }
  });
});
