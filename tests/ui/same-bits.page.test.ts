/** The page and the command that it offers for copying compute the same bits on the software adapter. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/cli/package-root';
import { isTiming } from '../../src/rl/records/run-log';
import { useBuiltPage } from './built-page';

const built = useBuiltPage();
const RUN =
  'loss_type=gppo&seed=3&learning_rate=0.003&max_steps=2&prompts_per_step=8&num_generations=4&eval_problems=8&eval_samples=1';

/** The lines of a metrics file without what a clock says. */
const metricsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => Object.fromEntries(Object.entries(JSON.parse(line)).filter(([name]) => !isTiming(name))));

test('the copied command gives the metrics of the page, bit for bit', async () => {
  const { page, context } = await built.visit(RUN);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText(/step 2 of 2, done/).waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Copy as command' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toMatch(/^npx kata train /);
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await page.getByRole('button', { name: 'gppo-seed3', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'metrics.jsonl', exact: true }).click(),
  ]);
  const there = metricsOf(readFileSync(await download.path(), 'utf8'));
  await context.close();

  const place = mkdtempSync(join(tmpdir(), 'kata-'));
  try {
    const kata = `node ${JSON.stringify(join(packageRoot(), 'bin/kata.mjs'))}`;
    const line = `${command.replace('npx kata', kata)} --adapter software --output_dir run`;
    await promisify(execFile)('sh', ['-c', line], { cwd: place });
    expect(metricsOf(readFileSync(join(place, 'run/metrics.jsonl'), 'utf8'))).toEqual(there);
  } finally {
    rmSync(place, { recursive: true });
  }
});
