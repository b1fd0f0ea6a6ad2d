/** The lessons in the built page, in headless Chromium on the software adapter: each opens, runs and completes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackBrowser } from '../../src/cli/chromium-launch';
import { builtPage } from '../../src/cli/package-root';
import { type Served, serve } from '../../src/cli/serve';
import { unpackFromChromium } from '../../src/kernels/device/swiftshader.node';
import { LESSONS } from '../../src/ui/lessons';

/** Wins over the options of every lesson, so that its runs are short. */
const SHORT =
  'max_steps=1&prompts_per_step=8&num_generations=4&eval_problems=4&eval_samples=1&train_problems=8&filter_samples=2';
/** A lesson of this many milliseconds has hung. */
const MOST = 240_000;

let server: Served;
let browser: Browser;

beforeAll(async () => {
  server = await serve({ '/some/path/': await builtPage() }, 0);
  browser = await playwright.launch({
    executablePath: await unpackBrowser(),
    args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
    env: { ...process.env, LD_LIBRARY_PATH: join(await unpackFromChromium('al2023'), 'lib') } as Record<string, string>,
  });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function visit(hash: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.setDefaultTimeout(MOST);
  await page.goto(`${server.url}some/path/#${hash}`);
  return { page, complaints };
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page) => page.locator('.panel h1');
const isHeld = async (page: Page) => (await button(page, 'Next').getAttribute('aria-disabled')) === 'true';

test.each(LESSONS.map((lesson) => [lesson.name, lesson] as const))(
  '%s is opened by a link, runs, and completes',
  { timeout: MOST },
  async (name, lesson) => {
    const { page, complaints } = await visit(`lesson=${name}&${SHORT}`);
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
  const { page } = await visit('view=lessons&loss_type=cispo');
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
  const { page } = await visit('lesson=sorcery');
  expect(await heading(page).innerText()).toContain('sorcery');
  await button(page, 'Close').click();
  await page.getByRole('heading', { level: 1, name: 'Teach a tiny model' }).waitFor();
  await page.close();
});

test('axe finds nothing, and the page does not scroll', { timeout: MOST }, async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const { page } = await visit('lesson=losses');
  await page.getByRole('heading', { level: 1, name: 'Where signal is lost' }).waitFor();
  await button(page, 'Lessons').click();
  await page.locator('.lessons li').first().waitFor();
  const violations = async () => {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(at: string[]): Promise<{ violations: { id: string }[] }> } };
      return (await axe.run(['.lesson', '.lessons'])).violations.map(({ id }) => id);
    });
  };
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations()).toEqual([]);
  }
  await button(page, 'Next').click();
  await button(page, 'Next').click();
  await page.getByRole('radio').first().check();
  expect(await violations()).toEqual([]);
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(size).toEqual([1280, 800]);
  await page.close();
});
