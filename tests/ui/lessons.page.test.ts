/** The lessons in the built page, in headless Chromium on the software adapter: each opens, runs and completes. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findLesson, LESSONS } from '../../src/ui/lessons';
import { axeFindings, launch, useBuiltPage, visit } from './built-page';

/** Wins over the options of every lesson, so that its runs are short. */
const SHORT =
  'max_steps=1&prompts_per_step=8&num_generations=4&eval_problems=4&eval_samples=1&train_problems=8&filter_samples=2';
/** A lesson of this many milliseconds has hung. */
const MOST = 240_000;

const built = useBuiltPage();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page) => page.locator('.panel h1');
const isHeld = async (page: Page) => (await page.locator('.lesson .go').getAttribute('aria-disabled')) === 'true';
const released = (page: Page) => page.locator('.lesson .go[aria-disabled=false]').waitFor({ timeout: MOST });

test.each(LESSONS.map((lesson) => [lesson.name, lesson] as const))(
  '%s is opened by a link, runs, and completes',
  { timeout: MOST },
  async (name, lesson) => {
    const { page, complaints } = await built.visit(`lesson=${name}&${SHORT}`);
    await page.getByRole('heading', { level: 1, name: lesson.title }).waitFor();
    await button(page, 'Slow motion')
      .and(page.locator(`[aria-pressed=${lesson.slow_motion ?? false}]`))
      .waitFor();
    for (const text of lesson.before) {
      await page.getByText(text, { exact: true }).waitFor();
      if (await isHeld(page)) {
        await button(page, 'Train').click();
        await released(page);
      }
      await button(page, 'Next').click();
    }
    await button(page, 'Reveal').waitFor();
    expect(await isHeld(page)).toBe(true);
    await page.getByRole('radio', { name: lesson.question.choices[0], exact: true }).check();
    if (await button(page, 'Train').isVisible()) await button(page, 'Train').click();
    await released(page);
    await button(page, 'Reveal').click();

    const said = await page.locator('.reveal').innerText();
    expect(said).toMatch(/^(As you said\.|Not as you said: “)/);
    expect(said).toMatch(/\d/);
    for (const text of lesson.after) {
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
  await page.locator('.panel h1:focus').waitFor();

  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Why groups' }).waitFor();
  expect(page.url()).toContain('levels=1');
  await page.goBack();
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

test('a reload keeps the place and the runs, and the runs are seen in one chart', { timeout: MOST }, async () => {
  const { page } = await built.visit(`lesson=clipping&${SHORT}`);
  const { question, runs } = findLesson('clipping')!;
  await button(page, 'Next').click();
  await button(page, 'Next').click();
  await page.getByRole('radio', { name: question.choices[2], exact: true }).check();
  await button(page, 'Train').click();
  await page.locator('.lesson-runs li', { hasText: runs[1].label }).getByText('done').waitFor();
  await page.reload();
  expect(await page.getByRole('radio', { name: question.choices[2], exact: true }).isChecked()).toBe(true);
  await released(page);
  expect(await page.locator('.lesson-runs .label').allInnerTexts()).toEqual(['done', 'done']);
  // The run in view is the lesson's last one.
  await page.locator('.progress', { hasText: 'done', hasNotText: 'the run before' }).waitFor();
  await button(page, 'Train again').waitFor();
  await button(page, 'Reveal').click();
  // The focus goes to what is to be read, not to the button that took the place of the other.
  await page.locator('.reveal:focus').waitFor();
  await page.reload();
  await page.locator('.reveal').waitFor();

  await button(page, 'See the runs in one chart').click();
  const arms = page.locator('.comparison .arms li');
  await arms.nth(1).waitFor();
  const labels = (await arms.allInnerTexts()).map((label) => label.trim());
  expect(labels).toEqual(['steps_per_generation 1', 'steps_per_generation 8']);
  expect(await page.locator('.comparison figcaption .title').allInnerTexts()).toEqual([
    'held-out pass@1',
    'tokens outside the clip',
  ]);

  // From whatever is in view, another lesson opens with its own view, and its heading has the focus.
  for (let i = 0; i < 2; i++) await button(page, 'Next').click();
  await button(page, 'Next lesson').click();
  await page.locator('h1:focus', { hasText: findLesson('losses')!.title }).waitFor();
  await page.locator('loss-explorer').waitFor();
  // The run in view is not of this lesson any more.
  await page.locator('.progress', { hasText: 'the run before' }).waitFor();
  await button(page, 'Train').waitFor();
  await page.close();
});

test('without WebGPU a lesson can be read to its end', { timeout: MOST }, async () => {
  const browser = await launch([]);
  try {
    const { page } = await visit(browser, `${built.url}#lesson=loop`);
    const { before, after, question, idea, next } = findLesson('loop')!;
    await page.getByText('found no GPU').waitFor();
    for (const text of before) {
      await page.getByText(text, { exact: true }).waitFor();
      await button(page, 'Next').click();
    }
    await page.getByRole('radio', { name: question.choices[question.expected], exact: true }).check();
    await button(page, 'Reveal').click();
    expect(await page.locator('.reveal').innerText()).toMatch(/^As you said\. These settings usually end so\./);
    await button(page, 'Next').click();
    await page.getByText(idea, { exact: true }).waitFor();
    await page.getByText(after[0], { exact: true }).waitFor();
    expect(await page.evaluate(() => localStorage.getItem('kata-lessons'))).toBe('["loop"]');
    for (let i = 1; i < after.length; i++) await button(page, 'Next').click();
    const tries = page.locator('.what-next li', { hasText: next.find(({ options }) => options)!.text });
    expect(await tries.getByRole('button').isDisabled()).toBe(true);
    expect(await tries.innerText()).toContain('cannot be made here');
  } finally {
    await browser.close();
  }
});

test('on a phone a lesson that is opened is in view', { timeout: MOST }, async () => {
  const { page } = await built.visit('view=lessons', { viewport: { width: 390, height: 844 } });
  await page.getByRole('link', { name: findLesson('losses')!.title }).click();
  await heading(page)
    .filter({ hasText: findLesson('losses')!.title })
    .waitFor();
  await page.locator('loss-explorer').waitFor();
  const { y } = (await heading(page).boundingBox())!;
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y).toBeLessThan(400);
  await page.close();
});

test('the index asks, and says what is so after the reveal', { timeout: MOST }, async () => {
  const { page } = await built.visit('view=lessons');
  const cards = page.locator('.lessons > ol > li');
  await cards.first().waitFor();
  for (const [i, { asks, idea }] of LESSONS.entries()) {
    const text = await cards.nth(i).innerText();
    expect(text).toContain(asks);
    expect(text).not.toContain(idea);
  }
  await page.evaluate(() => localStorage.setItem('kata-lessons', '["groups"]'));
  await page.reload();
  await cards.first().waitFor();
  expect(await cards.nth(1).innerText()).toContain(findLesson('groups')!.idea);
  expect(await page.locator('.papers').innerText()).toContain('2503.14476');
  await page.close();
});

/** What paper shows of the page, and how many sheets it takes. */
async function printed(page: Page) {
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const text = await page.locator('body').innerText();
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  return { sheets: pdf.match(/\/Type \/Page\b/g)!.length, text };
}

test('a lesson is printed whole, its answer on a sheet of its own', { timeout: MOST }, async () => {
  const lesson = findLesson('entropy')!;
  const { page } = await built.visit('lesson=entropy');
  await heading(page).waitFor();
  const one = await printed(page);
  expect(one.sheets).toBe(2);
  const [sheet, answers] = one.text.split('For the teacher');
  for (const text of [...lesson.before, ...lesson.question.choices]) expect(sheet).toContain(text);
  for (const text of [...lesson.after, lesson.idea]) {
    expect(answers).toContain(text);
    expect(sheet).not.toContain(text);
  }
  expect(sheet).toContain(`${built.url}#lesson=entropy`);
  expect(sheet).not.toContain('Rollout');
  await page.emulateMedia({ media: null });
  expect(await page.locator('.handout').count()).toBe(0);

  await button(page, 'Leave').click();
  await button(page, 'Lessons').click();
  await page.locator('.papers').waitFor();
  const all = await printed(page);
  expect(all.sheets).toBeGreaterThan(LESSONS.length);
  expect(all.sheets).toBeLessThanOrEqual(1.5 * LESSONS.length);
  for (const { question, idea } of LESSONS) {
    expect(all.text).toContain(question.text);
    expect(all.text).toContain(idea);
  }
  await page.close();
});

test('the page is printed light, whole, and without its controls', { timeout: MOST }, async () => {
  const { page } = await built.visit();
  await page.locator('.samples li').first().waitFor();
  const { text } = await printed(page);
  for (const control of ['Train', 'Rollout', 'Settings', 'Share']) expect(text).not.toContain(control);
  const seen = await page.evaluate(() => {
    const colourOf = (part: string) => getComputedStyle(document.querySelector(part)!);
    return {
      paper: colourOf('body').backgroundColor,
      ink: colourOf('body').color,
      exact: ['.tests i', '.phases i', '.samples code span'].map((part) => colourOf(part).printColorAdjust),
      overflow: colourOf('.samples').overflow,
    };
  });
  expect(seen).toEqual({
    paper: 'rgb(255, 255, 255)',
    ink: 'rgb(28, 29, 32)',
    exact: ['exact', 'exact', 'exact'],
    overflow: 'visible',
  });
  await page.close();
});
