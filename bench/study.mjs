/**
 * A study: a comparison whose arms, seeds and options are `bench/studies/<name>.json`, as `kata compare --config` takes it.
 * Runs go to `runs/studies/<name>`, where an interrupted study goes on; table, plot and numbers to `docs/studies/<name>`.
 *
 *     npm run study NAME [-- options of kata compare]
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...further] = process.argv.slice(2);
const study = (of) => join(root, 'bench/studies', `${of}.json`);

if (name === undefined || !existsSync(study(name))) {
  const names = readdirSync(join(root, 'bench/studies')).map((file) => file.replace(/\.json$/, ''));
  console.error(`study: ${name ? `there is no "${name}"` : 'which one?'} (${names.join(', ')})`);
  process.exit(2);
}

const output = join('runs/studies', name);
const argv = ['compare', '--config', study(name), '--output_dir', output, ...further];
const child = spawn(process.execPath, [join(root, 'bin/kata.mjs'), ...argv], { cwd: root, stdio: 'inherit' });
// Ctrl-C goes to the whole group: the comparison saves what it has, this process waits for it.
process.on('SIGINT', () => {});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
  if (code !== 0) return;
  const shown = join(root, 'docs/studies', name);
  mkdirSync(shown, { recursive: true });
  for (const file of ['table.md', 'plot.svg', 'results.json']) cpSync(join(root, output, file), join(shown, file));
  console.error(`Copied to docs/studies/${name}.`);
});
