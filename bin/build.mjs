/** Builds a part of Kata when its sources are newer than what was built. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const PARTS = {
  node: { config: 'vite.node.config.ts', output: 'dist/node/kata.js' },
  page: { config: 'vite.config.ts', output: 'dist/page/index.html' },
};

/** Builds `node` or `page` if it is missing or stale; a package without sources is taken as it is. */
export async function ensureBuilt(part) {
  const { config, output } = PARTS[part];
  const built = join(root, output);
  const sources = ['src', 'build', 'models', 'public', 'index.html', 'headless.html', 'package.json', config];
  if (!existsSync(join(root, 'src'))) return;
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((path) => newest(join(root, path)))))
    return;
  const { build } = await import('vite');
  // Tests run in an environment of their own; what they look at is what users get.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await build({ root, configFile: join(root, config), logLevel: 'error' });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
