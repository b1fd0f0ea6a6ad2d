/** The built page in headless Chromium: look back at a run, close the tab, come back, go on. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBuiltPage } from './built-page';

const SMALL_RUN = 'max_steps=4&prompts_per_step=4&num_generations=4&eval_problems=4&eval_samples=1';

const built = useBuiltPage();

const address = () => `${built.url}#${SMALL_RUN}`;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const slider = (page: Page) => page.getByRole('slider', { name: /^step/ });
const progress = (page: Page) => page.locator('.progress .row').innerText();
const shownStep = (page: Page) => page.locator('.card-head .label').innerText();
const chartSteps = (page: Page) => page.locator('figure').first().locator('tbody tr td:first-child').allTextContents();

/** The bytes of `model.safetensors` of all checkpoints of this name, one for each run, as one number each. */
const weights = (page: Page, checkpoint: string) =>
  page.evaluate(async (checkpoint) => {
    const runs = await (await navigator.storage.getDirectory()).getDirectoryHandle('runs');
    const digests: string[] = [];
    for await (const handle of runs.values()) {
      const folder = await (handle as FileSystemDirectoryHandle).getDirectoryHandle(checkpoint).catch(() => undefined);
      const file = await (await folder?.getFileHandle('model.safetensors'))?.getFile();
      if (!file) continue;
      const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      digests.push(new Uint8Array(digest).join());
    }
    return digests;
  }, checkpoint);

test('a run is looked back at, survives the tab, and goes on with the same bits', async () => {
  const { page: first, context } = await built.visit(SMALL_RUN);
  for (const step of [1, 2, 3]) {
    await button(first, 'Step').click();
    await first.getByText(`step ${step} of 4, paused`).waitFor();
  }
  await slider(first).focus();
  await first.keyboard.press('Home');
  await first.getByText('step 1 of 4, looking back').waitFor();
  await expect.poll(() => shownStep(first)).toMatch(/^step 1 ·/);
  expect(await slider(first).getAttribute('aria-valuetext')).toBe('step 1, of 3');
  expect(await first.locator('.cursor-step').count()).toBe(4);
  await first.keyboard.press('End');
  await expect.poll(() => shownStep(first)).toMatch(/^step 3 ·/);
  await first.close();

  const page = await context.newPage();
  await page.goto(address());
  await page.getByText('dapo-seed0 is not at its end: 3 of 4 steps are done.').waitFor();
  expect(await chartSteps(page)).toEqual(['0', '1', '2', '3']);
  await slider(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shownStep(page)).toMatch(/^step 2 ·/);
  const { width, height } = page.viewportSize()!;
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(size).toEqual([width, height]);
  await button(page, 'Go on from step 3').click();
  await button(page, 'Train again').waitFor();
  expect(await progress(page)).toContain('step 4 of 4, done');
  expect(await chartSteps(page)).toEqual(['0', '1', '2', '3', '4']);

  await button(page, 'Train again').click();
  await page.getByText('loading the model…').waitFor();
  await button(page, 'Train again').waitFor();
  const [one, other, ...more] = await weights(page, 'checkpoint-4');
  expect(one).toMatch(/^\d+(,\d+){31}$/);
  expect(other).toBe(one);
  expect(more).toEqual([]);
  await context.close();
});

test('phases go one by one, and what they made can be read', async () => {
  const { page } = await built.visit(SMALL_RUN);
  await button(page, 'Rollout').click();
  await page.getByText('next programs written, paused').waitFor();
  expect(await shownStep(page)).toContain('waiting for the tests');
  expect(await page.locator('.samples li').count()).toBe(4);
  await button(page, 'Judge').click();
  await page.getByText('step 0 of 4, judged, paused').waitFor();
  expect(await page.locator('.samples .tests i').count()).toBeGreaterThan(0);
  await button(page, 'Slow motion').click();
  await button(page, 'Update').click();
  await page.getByText('step 1 of 4, paused').waitFor();
  await page.close();
});

test('before anything runs, a recorded run plays, and stops for good when the slider is moved', async () => {
  const { page } = await built.visit(SMALL_RUN);
  await page.getByText(/^a recorded run, step \d+ of/).waitFor();
  const played = async () => Number(/step (\d+)/.exec(await progress(page))![1]);
  const before = await played();
  await expect.poll(played).toBeGreaterThan(before);
  await slider(page).focus();
  await page.keyboard.press('Home');
  await expect.poll(played).toBe(1);
  await page.waitForTimeout(1500);
  expect(await played()).toBe(1);
  await button(page, 'a recorded run · play').click();
  await expect.poll(played).toBeGreaterThan(1);
  await page.close();

  const { page: still } = await built.visit(SMALL_RUN, { reducedMotion: 'reduce' });
  await still.getByText(/^a recorded run, step \d+ of/).waitFor();
  const last = Number(await slider(still).getAttribute('max'));
  expect(await still.getByText(`a recorded run, step ${last} of`).count()).toBe(1);
  await still.close();
});
