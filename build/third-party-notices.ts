/** The packages that Kata installs or bundles, with their licences, from the lockfile and from what is installed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
}

/** The text of THIRD-PARTY-NOTICES. Packages of one platform only (optional dependencies) are left out. */
export function thirdPartyNotices(root: string): string {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const locked: Record<string, LockedPackage> = JSON.parse(read('package-lock.json')).packages;
  const found = new Set<string>();
  const visit = (name: string, from: string) => {
    const folder = nearestFolder(locked, name, from);
    if (folder === undefined || found.has(folder)) return;
    found.add(folder);
    for (const needed of Object.keys(locked[folder].dependencies ?? {})) visit(needed, folder);
  };
  for (const name of [...Object.keys(locked[''].dependencies ?? {}), ...importedPackages(root)]) visit(name, '');

  const packages = [...found].map((folder) => ({ name: folder.split('node_modules/').at(-1)!, folder }));
  // Not by locale: the same order on every machine.
  packages.sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const byText = new Map<string, string[]>();
  const rows = packages.map(({ name, folder }) => {
    const { version, license } = locked[folder];
    const text = licenceText(join(root, folder));
    if (text) byText.set(text, [...(byText.get(text) ?? []), name]);
    return `${name} ${version}: ${license ?? 'no licence named'}`;
  });
  const texts = [...byText].map(([text, names]) => `${'-'.repeat(80)}\n${names.join(', ')}\n\n${text}\n`);
  return `Kata installs or bundles these packages. Their licences follow. \`npm run docs\` writes this file.\n\n${rows.join('\n')}\n\n${texts.join('\n')}`;
}

/** Where a package lies for another one that needs it, as Node looks for it. */
function nearestFolder(locked: Record<string, LockedPackage>, name: string, from: string): string | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1))) {
    const folder = `${place && `${place}/`}node_modules/${name}`;
    if (folder in locked) return folder;
    if (place === '') return undefined;
  }
}

/** The packages that the source imports: those that are bundled are development dependencies. */
function importedPackages(root: string): string[] {
  const names = new Set<string>();
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue;
    const text = readFileSync(join(root, 'src', file), 'utf8');
    for (const [, name] of text.matchAll(/(?:from|import)\s*\(?\s*'((?:@[\w-]+\/)?[\w-]+)[^':]*'/g)) names.add(name);
  }
  return [...names].sort();
}

/** The texts of a package's licence and notice; empty where it has none. */
function licenceText(folder: string): string {
  if (!existsSync(folder)) throw new Error(`${folder} is missing: run npm ci`);
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(name));
  const text = files.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
  return text
    .join('\n')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}
