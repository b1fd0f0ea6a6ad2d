/** Each example of `examples/` runs, and prints what it says. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { useBuiltPage, visit } from './ui/built-page';

const FOLDER = fileURLToPath(new URL('../examples', import.meta.url));

/** The lines that an example prints. */
async function run(example: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [`${FOLDER}/${example}.mjs`]);
  return stdout.trimEnd().split('\n');
}

test('there are no others', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(['generate.mjs', 'judge.mjs', 'loss-explorer.html', 'train.mjs']);
});

test('judge: a right program, a wrong one and an endless one', async () => {
  const [right, wrong, endless] = await run('judge');
  expect(right).toBe('pass 2/2 3, "ab"');
  expect(wrong).toBe('fail 1/2 3, NaN');
  expect(endless).toMatch(/^timeout 0\/2 more than \d+ units of work/);
});

test('generate: two programs for the prompt', async () => {
  const [prompt, ...programs] = (await run('generate')).filter((line) => line !== '');
  expect(prompt).toMatch(/^s: /);
  expect(programs).toHaveLength(2);
  for (const program of programs) expect(program).toMatch(/^s=>/);
});

test('train: the metrics of two steps, evaluated before and after', async () => {
  const lines = await run('train');
  const events = lines.filter((line) => /^\w+ \d+ \{$/.test(line));
  expect(events).toEqual(['evaluation 0 {', 'update 1 {', 'update 2 {', 'evaluation 2 {']);
  const metric = (name: string) =>
    lines.filter((line) => line.startsWith(`  ${name}: `)).map((line) => parseFloat(line.split(': ')[1]));
  expect(metric('reward')).toHaveLength(2);
  for (const norm of metric('grad_norm')) expect(norm).toBeGreaterThan(0);
});

const built = useBuiltPage({ path: '/dist/page/', others: { '/examples/': FOLDER } });

test('loss-explorer: the element alone in a page, and what it reports', async () => {
  const { page, complaints } = await visit(built.browser, new URL('/examples/loss-explorer.html', built.url).href);
  await page.locator('loss-explorer svg.factor path.curve').first().waitFor();
  const input = page.locator('.parameter[data-name=epsilon] input[type=number]');
  expect(await input.inputValue()).toBe('0.2');
  await input.fill('0.3');
  await input.press('Enter');
  await expect.poll(() => page.locator('#parameters').textContent()).toContain('"epsilon": 0.3');
  expect(complaints).toEqual([]);
});
