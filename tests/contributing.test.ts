/** The lists of CONTRIBUTING.md are true: an example of each kind is mentioned in the files of its list and nowhere else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** How the source mentions an example of each kind. */
const MENTIONS: Record<string, (name: string) => RegExp> = {
  loss: (name) => new RegExp(`\\b${name}(\\b|_)`, 'i'),
  kernel: (name) => new RegExp(`/${name}['/]`),
  recipe: (name) => new RegExp(`\\b${name}\\b`),
  'task family': (name) => new RegExp(`\\b${name}\\b`),
  command: (name) => new RegExp(`/commands/${name}\\b`),
  view: (name) => new RegExp(`/${name}/view\\b|^  ${name}: '`, 'm'),
  architecture: (name) => new RegExp(`\\b${name}\\b`, 'i'),
};

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

/** The source files with their code, by path. */
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(tsx?|wgsl)$/.test(file))
  .map((file) => [`src/${file}`, withoutComments(readFileSync(join(ROOT, 'src', file), 'utf8'))] as const);

const sections = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
  .split(/^## Add an? /m)
  .slice(1)
  .map((text) => {
    const kind = text.slice(0, text.indexOf('\n'));
    const example = /^Example: `([^`]+)`\.$/m.exec(text)?.[1] ?? '';
    const listed = [...text.matchAll(/^- `([^`]+)`/gm)].map(([, file]) => file.replace('<name>', example));
    return { kind, example, listed };
  });

/** Whether a file is one that a list names, `*` being any name. */
const isNamed = (file: string, listed: string) => {
  const [before, after] = listed.split('*');
  return after === undefined ? file === listed : file.startsWith(before) && file.endsWith(after);
};

it('has a list for each kind of addition', () => {
  expect(sections.map(({ kind }) => kind)).toEqual(Object.keys(MENTIONS));
});

describe.each(sections)('add a $kind', ({ kind, example, listed }) => {
  const mentions = MENTIONS[kind](example);
  const found = sources.filter(([file, text]) => mentions.test(file) || mentions.test(text)).map(([file]) => file);

  it(`lists every source file that mentions ${example}`, () => {
    expect(found.filter((file) => !listed.some((named) => isNamed(file, named)))).toEqual([]);
  });

  it(`lists no source file without ${example}`, () => {
    const inSource = listed.filter((named) => named.startsWith('src/'));
    expect(inSource.length).toBeGreaterThan(0);
    expect(inSource.filter((named) => !found.some((file) => isNamed(file, named)))).toEqual([]);
  });

  it('lists files that exist', () => {
    expect(listed.filter((named) => !named.includes('*') && !existsSync(join(ROOT, named)))).toEqual([]);
  });
});
