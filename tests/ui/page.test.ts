/** The built page in headless Chromium, on the software adapter: what a visitor does. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings, launch, strangers, useBuiltPage, visit } from './built-page';

const SMALL_RUN = 'max_steps=3&prompts_per_step=8&num_generations=4&eval_problems=8&eval_samples=1';

// innerText: textContent would also hold what nobody sees.
const seen = (locator: Locator) => locator.innerText();

const built = useBuiltPage();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const progress = (page: Page) => page.locator('.progress .row');

test('a visitor steps, looks, goes on, and the run ends', async () => {
  const visited = await built.visit(SMALL_RUN);
  const { page, complaints } = visited;
  await button(page, 'Step').click();
  await button(page, 'Continue').waitFor();
  expect(await seen(progress(page))).toMatch(/step 1 of 3, paused/);

  const programs = page.locator('.samples li');
  expect(await programs.count()).toBe(4);
  const tests = await programs.first().locator('.tests i').count();
  expect(tests).toBeGreaterThan(0);
  await programs.first().getByRole('button').click();
  expect(await page.locator('.test-table tbody tr').count()).toBe(tests);
  expect(await seen(page.locator('.card-head .label'))).toContain('of 8');
  await button(page, 'All programs').click();

  await button(page, 'Continue').click();
  await button(page, 'Train again').waitFor();
  expect(await seen(progress(page))).toMatch(/step 3 of 3, done/);
  expect(await seen(page.locator('.numbers'))).toMatch(/\d\s%[\s\S]*→[\s\S]*\d\s%/);
  const steps = page.locator('figure').first().locator('tbody tr td:first-child');
  expect(await steps.allTextContents()).toEqual(['0', '1', '2', '3']);
  expect(complaints).toEqual([]);
  await page.getByRole('radio', { name: 'GPPO' }).check({ force: true });
  await page.getByText('The run in view: DAPO').waitFor();

  const { width, height } = page.viewportSize()!;
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(size).toEqual([width, height]);
  expect(strangers(visited)).toEqual([]);
  await page.close();
});

test('axe finds nothing on the first screen, light, dark and on a phone', async () => {
  const { page } = await built.visit();
  await page.locator('.samples').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await axeFindings(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.close();
});

test('colours that say something stay where a person forces colours', async () => {
  const { page } = await built.visit('', { reducedMotion: 'reduce', forcedColors: 'active' });
  await page.locator('.samples').waitFor();
  const colourOf = (part: string) =>
    page
      .locator(part)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  const parts = ['body', '.phases .rollout', '.phases .update', '.tests .pass', '.tests .fail', '.key .less'];
  expect(new Set(await Promise.all(parts.map(colourOf))).size).toBe(parts.length);
  await page.close();
});

test('nothing overlaps, and windows of 720 px and more show everything without scrolling', async () => {
  const { page } = await built.visit('', { reducedMotion: 'reduce' });
  await page.locator('.samples').waitFor();
  for (const [width, height] of [
    [1280, 720],
    [1366, 768],
    [1536, 730],
    [1024, 768],
    [1280, 600],
  ]) {
    await page.setViewportSize({ width, height });
    const [panelEnds, chartsBegin, pageEnds] = await page.evaluate(() => {
      const of = (part: string) => document.querySelector(part)!.getBoundingClientRect();
      return [of('.legend').bottom, of('.charts').top, document.documentElement.scrollHeight];
    });
    expect(panelEnds).toBeLessThan(chartsBegin);
    if (height >= 720) expect(pageEnds).toBe(height);
    else expect(pageEnds).toBeGreaterThan(height);
  }
  await page.close();
});

test('a run that is stopped ends after its last complete step', async () => {
  const { page, complaints } = await built.visit(`${SMALL_RUN}&max_steps=500`.replace('max_steps=3&', ''));
  await button(page, 'Train').click();
  await page.getByText(/^step [1-9]\d* of 500/).waitFor();
  await button(page, 'Stop').click();
  await button(page, 'Train again').waitFor();
  expect(await seen(progress(page))).toMatch(/step \d+ of 500, stopped/);
  expect(complaints).toEqual([]);
  await page.close();
});

test('what is wrong in an address is named, and the page goes on without it', async () => {
  const { page } = await built.visit('learning_rate=fast&loss_type=gppo&view=nosuch&v=9', { reducedMotion: 'reduce' });
  const note = page.getByRole('status').filter({ hasText: 'Left out of this link' });
  await note.getByText('learning_rate: "fast" is not').waitFor();
  expect(await seen(note)).toMatch(/another version of Kata \(v=9\)\. .*there is no view "nosuch"/);
  expect(await page.getByRole('radio', { name: 'GPPO' }).isChecked()).toBe(true);
  expect(new URL(page.url()).hash).toMatch(/^#loss_type=gppo&v=\d+$/);
  await note.getByRole('button').click();
  expect(await note.count()).toBe(0);

  await button(page, 'Settings').click();
  await page.locator('.settings').waitFor();
  await page.getByRole('radio', { name: 'CISPO' }).check({ force: true });
  await page.goBack();
  await page.locator('.samples').waitFor();
  expect(new URL(page.url()).hash).toMatch(/^#loss_type=cispo&v=\d+$/);
  await page.goForward();
  await page.locator('.settings').waitFor();

  await page.setViewportSize({ width: 390, height: 844 });
  await button(page, 'Lessons').click();
  await expect
    .poll(() => page.locator('.stage').evaluate((stage) => stage.getBoundingClientRect().top))
    .toBeLessThan(9);
  await page.close();
});

test('without WebGPU the page says why and what to do', async () => {
  const bare = await launch(['--disable-features=WebGPU', '--disable-gpu']);
  try {
    const { page } = await visit(bare, built.url);
    const alert = await seen(page.getByRole('alert'));
    expect(alert).toContain('WebGPU');
    const lines = alert.split('\n').filter((line) => line.trim() !== '');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('The recorded run');
    expect(await button(page, 'Train').isDisabled()).toBe(true);
    await page.getByText('Training needs a GPU').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    const tops = await page.evaluate(() =>
      ['[role=alert]', '.train'].map((part) => document.querySelector(part)!.getBoundingClientRect().top),
    );
    expect(tops[0]).toBeLessThan(tops[1]);
  } finally {
    await bare.close();
  }
});
