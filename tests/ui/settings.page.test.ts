/** The settings in the built page, in headless Chromium on the software adapter. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackBrowser } from '../../src/cli/chromium-launch';
import { builtPage } from '../../src/cli/package-root';
import { type Served, serve } from '../../src/cli/serve';
import { unpackFromChromium } from '../../src/kernels/device/swiftshader.node';

let server: Served;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  server = await serve({ '/some/path/': await builtPage() }, 0);
  browser = await playwright.launch({
    executablePath: await unpackBrowser(),
    args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
    env: { ...process.env, LD_LIBRARY_PATH: join(await unpackFromChromium('al2023'), 'lib') } as Record<string, string>,
  });
  context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // A busy machine takes its time.
  context.setDefaultTimeout(120_000);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function visit(hash: string): Promise<{ page: Page; complaints: string[]; scripts: Promise<string>[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const scripts: Promise<string>[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.text());
  });
  await page.goto(hash.startsWith('http') ? hash : `${server.url}some/path/#${hash}`);
  return { page, complaints, scripts };
}

const eventually = (value: () => unknown) => expect.poll(value, { timeout: 30_000 });
const hashOf = (page: Page) => new URL(page.url()).hash;
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const row = (page: Page, name: string) =>
  page.locator('.setting').filter({ has: page.getByText(name, { exact: true }) });

test('a value is changed, refused when wrong, and taken back', { timeout: 300_000 }, async () => {
  const { page, complaints } = await visit('view=settings');
  await field(page, 'learning_rate').fill('2e-4');
  await field(page, 'learning_rate').press('Enter');
  await eventually(() => hashOf(page)).toBe('#learning_rate=2e-4&view=settings&v=1');

  await field(page, 'temperature').fill('hot');
  const wrong = row(page, 'temperature').getByRole('alert');
  expect(await wrong.innerText()).toBe('"hot" is not a number above 0');
  expect(await field(page, 'temperature').getAttribute('aria-invalid')).toBe('true');
  await field(page, 'temperature').fill('1');
  await field(page, 'temperature').blur();
  await wrong.waitFor({ state: 'detached' });

  await field(page, 'steps_per_generation').fill('64');
  await field(page, 'steps_per_generation').blur();
  await page.locator('.settings-list > .notice').waitFor();
  expect(await page.locator('.settings-list > .notice').innerText()).toMatch(/^steps_per_generation: 64 minibatches/);
  await page.getByRole('button', { name: 'steps_per_generation: back to default' }).click();
  await eventually(() => field(page, 'steps_per_generation').inputValue()).toBe('4');
  expect(await page.locator('.settings-list > .notice').count()).toBe(0);

  await page.getByRole('searchbox').fill('dual clip');
  await field(page, 'delta').fill('3');
  await field(page, 'delta').blur();
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: 'All back to default' }).click();
  await eventually(() => hashOf(page)).toBe('#view=settings&v=1');
  expect(complaints).toEqual([]);
  await page.close();
});

test('a link restores what was set, and the command says the same', { timeout: 300_000 }, async () => {
  const { page, complaints } = await visit('');
  await page.getByRole('radio', { name: 'Klear' }).check({ force: true });
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await field(page, 'num_generations').fill('16');
  await field(page, 'num_generations').blur();
  await field(page, 'loss_type').selectOption('cispo');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
  const link = await clipboard(page);
  expect(new URL(link).hash).toBe('#recipe=klear&num_generations=16&loss_type=cispo&view=settings&v=1');
  await page.close();

  const restored = (await visit(link)).page;
  expect(await field(restored, 'num_generations').inputValue()).toBe('16');
  expect(await field(restored, 'loss_type').inputValue()).toBe('cispo');
  expect(await restored.locator('.panel').getByRole('radio', { name: 'Klear' }).isChecked()).toBe(true);
  expect(await restored.locator('.panel').getByRole('radio', { name: 'CISPO' }).isChecked()).toBe(true);
  await restored.getByRole('button', { name: 'Copy as command' }).click();
  await restored.getByRole('button', { name: 'Copied', exact: true }).waitFor();
  expect(await clipboard(restored)).toBe('npx kata train --recipe klear --num_generations 16 --loss_type cispo');
  expect(complaints).toEqual([]);
  await restored.close();
});

test('what a link asks for and is no option is named and left out; the rest trains', { timeout: 300_000 }, async () => {
  const small =
    'max_steps=1&prompts_per_step=4&num_generations=2&eval_problems=4&eval_samples=1&steps_per_generation=1';
  const { page, complaints } = await visit(`lr=1e-3&learning_speed=9&loss_type=dapo&${small}`);
  await page.getByText('Left out of this link').waitFor();
  expect(await page.getByText('Left out of this link').innerText()).toContain('unknown option "learning_speed"');
  await eventually(() => hashOf(page)).toBe(`#${small}&learning_rate=1e-3&v=1`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByText(/^step \d of 1/).waitFor({ timeout: 240_000 });
  await field(page, 'seed').fill('5');
  await field(page, 'seed').blur();
  await page.getByRole('button', { name: 'Train again' }).waitFor({ timeout: 240_000 });
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a setting that differs from the run in progress applies on restart', { timeout: 300_000 }, async () => {
  const { page } = await visit(
    'view=settings&prompts_per_step=4&num_generations=2&eval_problems=4&eval_samples=1&steps_per_generation=1',
  );
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await page.getByRole('button', { name: 'Continue', exact: true }).waitFor({ timeout: 240_000 });
  expect(await page.locator('.restart').count()).toBe(0);
  await field(page, 'seed').fill('5');
  await field(page, 'seed').blur();
  await page.getByText('One setting differs from the run in progress').waitFor();
  expect(await row(page, 'seed').locator('.restart').innerText()).toBe('changed: applies on restart; this run has 0');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.locator('.restart').first().waitFor({ state: 'detached', timeout: 240_000 });
  await page.close();
});

test('the schema is loaded when the settings open, not before', async () => {
  const { page, scripts } = await visit('');
  await page.locator('.samples').waitFor();
  const withSchema = async () => (await Promise.all(scripts)).filter((script) => script.includes('ZodError')).length;
  expect(await withSchema()).toBe(0);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.locator('.settings').waitFor();
  expect(await withSchema()).toBeGreaterThan(0);
  await page.close();
});

test('nobody is kept from reading or changing it', { timeout: 240_000 }, async () => {
  const { page } = await visit('view=settings&recipe=klear&seed=x');
  await page.locator('.settings').waitFor();
  for (const summary of await page.locator('.settings summary').all()) await summary.click();
  // Evaluated, not added: the page's own policy refuses scripts from elsewhere.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(['.settings', '.panel']);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(violations).toEqual([]);
  await page.close();
});
