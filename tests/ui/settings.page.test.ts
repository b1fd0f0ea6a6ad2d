/** The settings in the built page, in headless Chromium on the software adapter. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings, useBuiltPage } from './built-page';

const built = useBuiltPage();

const visit = (hash: string) => built.visit(hash, { permissions: ['clipboard-read', 'clipboard-write'] });
const eventually = (value: () => unknown) => expect.poll(value);
const hashOf = (page: Page) => new URL(page.url()).hash;
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const row = (page: Page, name: string) =>
  page.locator('.setting').filter({ has: page.getByText(name, { exact: true }) });

test('a value is changed, refused when wrong, and taken back', async () => {
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
  // Another view in between takes nothing away.
  await page.getByRole('searchbox').fill('learning rate');
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await page.locator('.settings').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  expect(await page.getByRole('searchbox').inputValue()).toBe('learning rate');
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(() => hashOf(page)).toBe('#learning_rate=2e-4&delta=3&view=settings&v=1');
  await page.getByRole('button', { name: 'All back to default' }).click();
  await eventually(() => hashOf(page)).toBe('#view=settings&v=1');
  expect(complaints).toEqual([]);
  await page.close();
});

test('a link restores what was set, and the command says the same', async () => {
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

  const restored = (await visit(new URL(link).hash.slice(1))).page;
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

test('a wrong value is told beside the command, and found from there', async () => {
  const { page, complaints } = await visit('view=settings');
  await page.locator('.settings summary', { hasText: 'loss' }).click();
  await field(page, 'epsilon').fill('-3');
  await field(page, 'epsilon').blur();
  await page.getByRole('searchbox').fill('learning rate');
  await field(page, 'epsilon').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '1 invalid value' }).click();
  await page.locator('#setting-epsilon:focus').waitFor();
  await field(page, 'epsilon').fill('0.3');
  await field(page, 'epsilon').blur();
  await page.getByRole('button', { name: '1 invalid value' }).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await page.close();
});

test('what a link asks for and is no option is named and left out; the rest trains', async () => {
  const small =
    'max_steps=1&prompts_per_step=4&num_generations=2&eval_problems=4&eval_samples=1&steps_per_generation=1';
  const { page, complaints } = await visit(`lr=1e-3&learning_speed=9&loss_type=dapo&${small}`);
  await page.getByText('Left out of this link').waitFor();
  expect(await page.getByText('Left out of this link').innerText()).toContain('unknown option "learning_speed"');
  await eventually(() => hashOf(page)).toBe(`#${small}&learning_rate=1e-3&v=1`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByText(/^step \d of 1/).waitFor();
  await field(page, 'seed').fill('5');
  await field(page, 'seed').blur();
  await page.getByText('step 1 of 1, done').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a setting that differs from the run in progress applies on restart', async () => {
  const { page } = await visit(
    'view=settings&prompts_per_step=4&num_generations=2&eval_problems=4&eval_samples=1&steps_per_generation=1',
  );
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await page.getByRole('button', { name: 'Continue', exact: true }).waitFor();
  expect(await page.locator('.restart').count()).toBe(0);
  await field(page, 'seed').fill('5');
  await field(page, 'seed').blur();
  await page.getByText('One setting differs from the run in progress').waitFor();
  expect(await row(page, 'seed').locator('.restart').innerText()).toBe('changed: applies on restart; this run has 0');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.locator('.restart').first().waitFor({ state: 'detached' });
  await page.close();
});

test('the schema is loaded when the settings open, not before', async () => {
  const { page, requests } = await visit('');
  await page.locator('.samples').waitFor();
  const scripts = () => Promise.all(requests.filter((url) => url.endsWith('.js')).map((url) => fetch(url)));
  const texts = async () => Promise.all((await scripts()).map((script) => script.text()));
  const withSchema = async () => (await texts()).filter((text) => text.includes('ZodError')).length;
  expect(await withSchema()).toBe(0);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.locator('.settings').waitFor();
  expect(await withSchema()).toBeGreaterThan(0);
  await page.close();
});

test('nobody is kept from reading or changing it', async () => {
  const { page } = await visit(
    'view=settings&recipe=klear&seed=x&max_steps=99&temperature=0.9&prompts_per_step=9&eval_steps=7',
  );
  await page.locator('.settings').waitFor();
  for (const summary of await page.locator('.settings summary').all()) await summary.click();
  expect(await axeFindings(page, '.settings', '.panel')).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await axeFindings(page, '.settings')).toEqual([]);
  await page.close();
});
