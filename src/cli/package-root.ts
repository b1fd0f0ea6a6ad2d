/** Where this package lies, from its source as from its build. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export function packageRoot(): string {
  let place = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(place, 'package.json'))) place = dirname(place);
  return place;
}

/** The folder of the built page, built first when it is missing or stale. */
export async function builtPage(): Promise<string> {
  const root = packageRoot();
  const { ensureBuilt } = await import(/* @vite-ignore */ pathToFileURL(join(root, 'bin/build.mjs')).href);
  await ensureBuilt('page');
  return join(root, 'dist/page');
}
