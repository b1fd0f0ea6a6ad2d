/** The lessons in the built page, in headless Chromium on the software adapter: each opens, runs and completes. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { LESSONS } from '../../src/ui/lessons';
import { axeFindings, useBuiltPage } from './built-page';

/** Wins over the options of every lesson, so that its runs are short. */
const SHORT =
  'max_steps=1&prompts_per_step=8&num_generations=4&eval_problems=4&eval_samples=1&train_problems=8&filter_samples=2';
/** A lesson of this many milliseconds has hung. */
const MOST = 240_000;

const built = useBuiltPage();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page) => page.locator('.panel h1');
const isHeld = async (page: Page) => (await button(page, 'Next').getAttribute('aria-disabled')) === 'true';

test.each(LESSONS.map((lesson) => [lesson.name, lesson] as const))(
  '%s is opened by a link, runs, and completes',
  { timeout: MOST },
  async (name, lesson) => {
    const { page, complaints } = await built.visit(`lesson=${name}&${SHORT}`);
    await page.getByRole('heading', { level: 1, name: lesson.title }).waitFor();
    await button(page, 'Slow motion')
      .and(page.locator(`[aria-pressed=${lesson.slow_motion ?? false}]`))
      .waitFor();
    for (const { text } of lesson.before) {
      await page.getByText(text, { exact: true }).waitFor();
      if (await isHeld(page)) {
        await button(page, 'Train').click();
        await page.locator('button.go[aria-disabled=false]').waitFor({ timeout: MOST });
      }
      await button(page, 'Next').click();
    }
    expect(await isHeld(page)).toBe(true);
    expect(await button(page, 'Reveal').isDisabled()).toBe(true);
    await page.getByRole('radio', { name: lesson.question.choices[0], exact: true }).check();
    if (await button(page, 'Train').isVisible()) await button(page, 'Train').click();
    await page.locator('button:enabled', { hasText: 'Reveal' }).click();

    const said = await page.locator('.reveal').innerText();
    expect(said).toMatch(/^(As you said\.|Not as you said: “)/);
    expect(said).toMatch(/\d/);
    for (const { text } of lesson.after) {
      await button(page, 'Next').click();
      await page.getByText(text, { exact: true }).waitFor();
    }
    await page.getByRole('heading', { name: 'Try next' }).waitFor();
    expect(await page.evaluate(() => localStorage.getItem('kata-lessons'))).toBe(JSON.stringify([name]));
    await button(page, 'Leave').click();
    await page.getByRole('heading', { level: 1, name: 'Teach a tiny model' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(complaints).toEqual([]);
    await page.close();
  },
);

test('the index and a lesson are used by keyboard, and leaving brings back what was there', {
  timeout: MOST,
}, async () => {
  const { page } = await built.visit('view=lessons&loss_type=cispo');
  const link = page.getByRole('link', { name: 'Why groups' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Why groups' }).waitFor();
  expect(page.url()).toContain('lesson=groups');
  expect(page.url()).toContain('levels=1');
  expect(page.url()).not.toContain('cispo');

  await button(page, 'Next').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio').nth(1).isChecked()).toBe(true);

  await button(page, 'Leave').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Lessons' }).waitFor();
  expect(page.url()).toContain('loss_type=cispo');
  expect(page.url()).not.toContain('levels');
  await page.close();
});

test('a name that is no lesson says so', { timeout: MOST }, async () => {
  const { page } = await built.visit('lesson=sorcery');
  expect(await heading(page).innerText()).toContain('sorcery');
  await button(page, 'Close').click();
  await page.getByRole('heading', { level: 1, name: 'Teach a tiny model' }).waitFor();
  await page.close();
});

test('axe finds nothing, and the page does not scroll', { timeout: MOST }, async () => {
  const { page } = await built.visit('lesson=losses');
  await page.getByRole('heading', { level: 1, name: 'Where signal is lost' }).waitFor();
  await button(page, 'Lessons').click();
  await page.locator('.lessons li').first().waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page, '.lesson', '.lessons')).toEqual([]);
  }
  await button(page, 'Next').click();
  await button(page, 'Next').click();
  await page.getByRole('radio').first().check();
  expect(await axeFindings(page, '.lesson', '.lessons')).toEqual([]);
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(size).toEqual([1280, 800]);
  await page.close();
});
