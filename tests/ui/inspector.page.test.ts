/** The token inspector of the built page, on the software adapter: from a program to what the update did to a token. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings, useBuiltPage } from './built-page';

/** A rate that moves the weights far within a step, so that ratios leave the bounds. */
const RUN =
  'loss_type=gppo&learning_rate=0.003&max_steps=2&prompts_per_step=8&num_generations=4&eval_problems=4&eval_samples=1';

const built = useBuiltPage();

const card = (page: Page) => page.getByRole('tooltip');
/** The number beside a name on the card. */
const fact = async (page: Page, name: string) => {
  const text = await card(page).locator(`dt:text-is("${name}") + dd`).innerText();
  return Number(text.replace('\u2212', '-'));
};

test('a program opens token by token, with what its update did', async () => {
  const { page, complaints } = await built.visit(RUN);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await page.getByText(/step 1 of 2, paused/).waitFor();

  // Some ratio has left the bounds: GPPO keeps the gradient there, and says so by pattern.
  const rows = page.locator('.samples .open');
  await page.getByRole('radio', { name: 'ratio' }).check({ force: true });
  for (let i = 0; i < 8 && (await page.locator('.samples .kept').count()) === 0; i++) {
    await page.getByRole('button', { name: 'Next prompt' }).click();
  }
  expect(await page.locator('.key').innerText()).toMatch(/gradient kept[\s\S]*full colour at δ ≤ 0\.\d+ or ≥ [1-9]/);
  const row = rows.filter({ has: page.locator('.kept') }).first();
  const program = await row.locator('code').innerText();
  await row.click();

  const inspector = page.getByRole('region', { name: /^Program \d of 4/ });
  await inspector.waitFor();
  expect(await inspector.locator('.card-head .label').innerText()).toMatch(/step 1, update [2-4] · prompt \d of 8/);
  const tokens = inspector.getByRole('option');
  const texts = await tokens.allInnerTexts();
  expect(texts.join('').replace(/end$/, '')).toBe(program.replace(/ …$/, ''));

  // The keyboard alone: to the list, along its tokens, and their card with it.
  const list = inspector.getByRole('listbox');
  while (!(await list.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await card(page).waitFor();
  const kept = await tokens.evaluateAll((all) => all.findIndex((one) => one.classList.contains('kept')));
  for (let i = 0; i < kept; i++) await page.keyboard.press('ArrowRight');
  expect(await list.getAttribute('aria-activedescendant')).toBe(`token-${kept}`);
  expect(await card(page).locator('code').innerText()).toBe(JSON.stringify(texts[kept]));
  const [old, now, ratio, advantage] = [
    await fact(page, 'log π old'),
    await fact(page, 'log π new'),
    await fact(page, 'ratio δ'),
    await fact(page, 'advantage A'),
  ];
  expect(Math.abs(ratio / Math.exp(now - old) - 1)).toBeLessThan(0.02);
  const high = advantage > 0;
  expect(high ? ratio > 1.28 : ratio < 0.8).toBe(true);
  expect(await fact(page, 'entropy')).toBeGreaterThanOrEqual(0);
  const factors = (await card(page).locator('td').allInnerTexts()).map(Number);
  expect(factors).toEqual([0, expect.closeTo(Math.min(ratio, 5), 2), high ? 1.28 : 0.8]);
  expect(await card(page).locator('td.own').innerText()).toBe(high ? '1.28' : '0.800');

  // Every test with its time.
  const tests = inspector.locator('.test-table tbody tr');
  expect(await tests.count()).toBeGreaterThan(1);
  expect(await tests.first().locator('.ms').innerText()).toMatch(/^\d+\.\d\d$/);

  expect(await axeFindings(page, '.stage')).toEqual([]);

  // Enter takes the token to the curve of its loss, with the bounds of the run.
  const where = await inspector.locator('.card-head .label').innerText();
  await page.keyboard.press('Enter');
  const own = page.locator('loss-explorer .factors .own');
  await own.waitFor();
  const back = page.getByRole('button', { name: 'Back to the token' });
  expect(await back.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.getByRole('radio', { name: high ? 'A > 0' : 'A < 0' }).isChecked()).toBe(true);
  expect(await own.innerText()).toMatch(high ? /GPPO\s+F = 1\.28\s+kept/ : /GPPO\s+F = 0\.8\s+kept/);
  await page.locator('.marks .own.gppo').waitFor();
  expect(await page.locator('[slot=token]').innerText()).toContain(where.replace(/, update \d/, ''));
  await page.getByText('It has these bounds.').waitFor();

  // The bound is moved past it: its F is its ratio. The next run may have that bound.
  const bound = page.locator(`.handle[data-name=${high ? 'epsilon_high' : 'epsilon'}]`);
  await bound.focus();
  await page.keyboard.press(high ? 'End' : 'Home');
  await expect.poll(async () => Number((await own.locator('b').innerText()).replace('F = ', ''))).toBeCloseTo(ratio, 1);
  const before = await page.evaluate(() => location.hash);
  await page.getByRole('button', { name: 'Use these bounds' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('changed: applies to the next run').waitFor();
  expect(await page.evaluate(() => location.hash)).toMatch(high ? /&epsilon_high=[\d.]+&/ : /&epsilon=0\.9+&/);
  expect(await axeFindings(page, '.stage')).toEqual([]);
  const focused = () => page.evaluate(() => document.activeElement!.textContent!.trim());
  expect(await focused()).toBe('Undo');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Use these bounds');
  expect(await page.evaluate(() => location.hash)).toBe(before);
  await page.getByRole('button', { name: 'Back to the run’s bounds' }).click();
  await page.getByText('It has these bounds.').waitFor();
  expect(await page.evaluate(() => document.activeElement!.tagName)).toBe('SELECT');
  await expect.poll(() => own.innerText()).toMatch(high ? /F = 1\.28/ : /F = 0\.8\s/);

  // Another loss of the figure, for the next run; its options differ from the run's.
  await page.getByLabel('Next run with').selectOption('CISPO');
  expect(await page.getByRole('list', { name: 'What changes' }).innerText()).toContain('gppo → cispo');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.setViewportSize({ width: 1280, height: 800 });

  // And back: the same program, coloured as it was, the same token with its card.
  await back.focus();
  await page.keyboard.press('Enter');
  await inspector.waitFor();
  const keptCard = page.getByRole('group', { name: /^Token / });
  await keptCard.waitFor();
  expect(await inspector.locator('.card-head .label').innerText()).toBe(where);
  expect(await list.getAttribute('aria-activedescendant')).toBe(`token-${kept}`);
  expect(await page.getByRole('radio', { name: 'ratio' }).isChecked()).toBe(true);
  await page.keyboard.press('Escape');
  await keptCard.waitFor({ state: 'detached' });
  await inspector.waitFor();

  // By the mouse: a click keeps the card, and its button leads the same way.
  await tokens.nth(kept).click();
  await keptCard.getByRole('button', { name: 'Show on the curve' }).click();
  await own.waitFor();
  // The browser's Back comes back to the token as well.
  await page.goBack();
  await keptCard.waitFor();
  expect(await list.getAttribute('aria-activedescendant')).toBe(`token-${kept}`);
  await page.goForward();
  await own.waitFor();
  await page.getByRole('button', { name: 'Remove the token' }).click();
  await back.waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('.marks circle').count()).toBe(0);
  await page.getByRole('navigation').getByRole('button', { name: 'Programs' }).click();
  await row.click();

  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

  await page.keyboard.press('Escape');
  await inspector.waitFor({ state: 'detached' });
  expect(await row.evaluate((element) => element === document.activeElement)).toBe(true);

  // The slider takes the open program along, with what was measured then.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText(/step 2 of 2, done/).waitFor();
  const slider = page.getByRole('region', { name: 'Course of the run' }).getByRole('slider');
  await slider.fill('1');
  await page.getByText(/^step 1 · prompt/).waitFor();
  await rows.first().click();
  const label = inspector.locator('.card-head .label');
  expect(await label.innerText()).toMatch(/^step 1, update \d · prompt/);
  // From the curve, with the slider moved, one comes back to the step of the token.
  await list.focus();
  await page.keyboard.press('Enter');
  await back.waitFor();
  await slider.fill('2');
  await page.getByText('Step 2, each token').waitFor();
  await back.click();
  await keptCard.waitFor();
  expect(await label.innerText()).toMatch(/^step 1, update \d · prompt/);
  expect(await slider.inputValue()).toBe('1');
  await slider.fill('2');
  await page.getByText(/^step 2, update \d · prompt/).waitFor();
  await page.getByRole('button', { name: 'All programs' }).click();
  await rows.first().waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});
