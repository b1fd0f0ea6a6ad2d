import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Which parts each part may import: ui, cli → rl → model, tasks → kernels, losses, sandbox → common; tasks never the GPU. */
const MAY_IMPORT: Record<string, string[]> = {
  common: [],
  losses: ['common'],
  kernels: ['losses', 'common'],
  sandbox: ['common'],
  model: ['kernels', 'losses', 'common'],
  tasks: ['sandbox', 'common'],
  rl: ['model', 'tasks', 'kernels', 'losses', 'sandbox', 'common'],
  cli: ['rl', 'model', 'tasks', 'kernels', 'losses', 'sandbox', 'common'],
  ui: ['rl', 'model', 'tasks', 'kernels', 'losses', 'sandbox', 'common'],
};

/**
 * The floors of a part, from the ground up: what stands on each, folders of the part or files beside them. A file imports
 * from its own folder and from lower floors of its part, types and dynamic imports included.
 */
const FLOORS: Record<string, string[][]> = {
  rl: [
    ['records'],
    ['options'],
    ['curriculum', 'policy'],
    ['reward', 'update'],
    ['rollout'],
    ['evaluation'],
    ['comparison', 'report', 'run'],
    ['reward-model', 'supervised'],
  ],
  ui: [
    ['common', 'view-names'],
    ['options'],
    ['session'],
    ['charts', 'offline', 'own-task', 'store'],
    ['export', 'panel', 'recorded', 'worker'],
    ['settings'],
    ['import', 'loss-explorer', 'shell'],
    ['inspector', 'runs'],
    ['lessons', 'programs'],
    ['views'],
    ['app'],
    ['headless', 'main'],
  ],
};

/** The library's entry, above all parts. */
const ENTRY = 'index.ts';

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

/** The modules a file imports, as written: by value, as types, when they are first needed, and as the script of a worker. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const workers = [...text.matchAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g)];
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g), ...workers].map((match) => match[1]);
}

const known = new Set(files);

/** The files of the source that each file imports. */
const imported = new Map(
  files.map((file) => {
    const targets = importsOf(file).flatMap((specifier) => {
      if (!specifier.startsWith('.')) return [];
      const path = relative(SRC, join(SRC, dirname(file), specifier));
      return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].filter((name) => known.has(name)).slice(0, 1);
    });
    return [file, targets];
  }),
);

/** Groups of two and more files that all import each other, directly or by way of others (Tarjan's components). */
function circles(): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const index = order.size;
    order.set(file, index);
    lowest.set(file, index);
    stack.push(file);
    for (const target of imported.get(file) ?? []) {
      if (order.has(target) && !stack.includes(target)) continue;
      const low = order.has(target) ? order.get(target)! : visit(target);
      lowest.set(file, Math.min(lowest.get(file)!, low));
    }
    if (lowest.get(file) === index) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) found.push(circle.sort());
    }
    return lowest.get(file)!;
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return found;
}

describe('the house', () => {
  it('has the parts it should have', () => {
    const parts = new Set(files.map((file) => file.split('/')[0]));
    expect([...parts].sort()).toEqual([...Object.keys(MAY_IMPORT), ENTRY].sort());
  });

  it.each(files.filter((file) => file !== ENTRY))('%s imports downward only', (file) => {
    const part = file.split('/')[0];
    for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
      const target = relative(SRC, join(SRC, dirname(file), specifier)).split('/')[0];
      if (target !== part) expect(MAY_IMPORT[part], `${file} imports ${specifier}`).toContain(target);
    }
  });

  it('has no circle of imports', () => {
    expect(circles()).toEqual([]);
  });
});

/** The globals that each world of `tsconfig/` must not know. */
const UNKNOWN: Record<string, string[]> = {
  shared: ['document', 'process'],
  page: ['process'],
  node: ['document'],
  tests: [],
};

describe('the worlds of TypeScript', () => {
  const ROOT = dirname(SRC);
  const project = (world: string) => {
    const file = join(ROOT, 'tsconfig', `${world}.json`);
    return ts.parseJsonConfigFileContent(ts.readConfigFile(file, ts.sys.readFile).config, ts.sys, dirname(file));
  };

  it('are the references of tsconfig.json', () => {
    const { references } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
    const worlds = Object.keys(UNKNOWN).map((world) => ({ path: `tsconfig/${world}.json` }));
    expect(references).toEqual(worlds);
  });

  it('hold every source file once', () => {
    const held = Object.keys(UNKNOWN).flatMap((world) => project(world).fileNames.map((file) => relative(SRC, file)));
    expect(held.filter((file) => !file.startsWith('..')).sort()).toEqual([...files].sort());
  });

  it.each(Object.entries(UNKNOWN).filter(([, unknown]) => unknown.length > 0))(
    '%s does not know %j',
    (world, unknown) => {
      const { fileNames, options } = project(world);
      const wrong = join(ROOT, 'wrong.ts');
      const host = ts.createCompilerHost(options);
      const read = host.getSourceFile;
      const text = 'export const all = [document, process, performance, AbortController];';
      host.getSourceFile = (file, ...more) =>
        file === wrong ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : read(file, ...more);
      // The other files stand by: a package that one of them imports must not bring in what the world lacks.
      const program = ts.createProgram([...fileNames, wrong], { ...options, composite: false }, host);
      const found = program.getSemanticDiagnostics(program.getSourceFile(wrong));
      expect(found.map(({ start, length }) => text.slice(start, start! + length!))).toEqual(unknown);
    },
  );
});

describe.each(Object.entries(FLOORS))('the floors of %s', (part, floors) => {
  const roomOf = (file: string) => file.split('/')[1].replace(/\.tsx?$/, '');
  const inside = files.filter((file) => file.startsWith(`${part}/`));

  it('hold each room once', () => {
    expect(floors.flat().sort()).toEqual([...new Set(inside.map(roomOf))].sort());
  });

  it('lead downward', () => {
    const floorOf = (file: string) => floors.findIndex((rooms) => rooms.includes(roomOf(file)));
    const upward = inside.flatMap((file) =>
      imported
        .get(file)!
        .filter((target) => target.startsWith(`${part}/`) && roomOf(target) !== roomOf(file))
        .filter((target) => floorOf(target) >= floorOf(file))
        .map((target) => `${file} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });
});
