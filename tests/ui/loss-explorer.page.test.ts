/** `<loss-explorer>` in headless Chromium: alone in a page of someone else's, and in the page with a run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import type {} from '../../src/ui/loss-explorer'; // the element's type by its tag
import { axeFindings, useBuiltPage, visit } from './built-page';

/** Another site's page, with the strictest policy that the element is made for. */
const ELSEWHERE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'">
    <title>Elsewhere</title>
    <script type="module" src="../kata/loss-explorer.js"></script>
  </head>
  <body>
    <main>
      <h1>Losses</h1>
      <loss-explorer losses="grpo,gppo" epsilon="0.2" epsilon-high="0.3"></loss-explorer>
    </main>
  </body>
</html>
`;

const folder = mkdtempSync(join(tmpdir(), 'kata-elsewhere-'));
writeFileSync(join(folder, 'index.html'), ELSEWHERE);
afterAll(() => rmSync(folder, { recursive: true }));
const built = useBuiltPage({ path: '/kata/', others: { '/elsewhere/': folder } });

async function explorer(path: string, width = 1280) {
  const visited = await visit(built.browser, new URL(path, built.url).href, { viewport: { width, height: 800 } });
  await visited.page.locator('loss-explorer svg.factor path.curve').first().waitFor();
  return visited;
}

const handle = (page: Page, name: string) => page.locator(`.handle[data-name=${name}]`);
const number = (page: Page, name: string) => page.locator(`.parameter[data-name=${name}] input[type=number]`);

test('in a page of its own: dragged, moved by keys, typed, given tokens', async () => {
  const { page, complaints, requests } = await explorer('../elsewhere/');
  const paths = requests.map((url) => new URL(url).pathname);
  expect(paths.filter((path) => !path.endsWith('favicon.ico'))).toEqual(['/elsewhere/', '/kata/loss-explorer.js']);
  await page.evaluate(() => {
    const seen: unknown[] = [];
    document
      .querySelector('loss-explorer')!
      .addEventListener('change', (event) => seen.push((event as CustomEvent).detail));
    Object.assign(window, { seen });
  });
  const changes = () =>
    page.evaluate(() => (window as unknown as { seen: { parameters: Record<string, number> }[] }).seen);

  // A bound by the mouse.
  const box = (await handle(page, 'epsilon_high').locator('.chip').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 30, y, { steps: 4 });
  expect(await changes()).toEqual([]);
  await page.mouse.up();
  await expect.poll(async () => Number(await number(page, 'epsilon_high').inputValue())).toBeGreaterThan(0.45);
  const dragged = Number(await number(page, 'epsilon_high').inputValue());
  expect((await changes()).map(({ parameters }) => parameters.epsilon_high)).toEqual([dragged]);

  // By keys, with what a screen reader hears.
  await handle(page, 'epsilon_high').focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => number(page, 'epsilon_high').inputValue()).toBe(String(Number((dragged - 0.01).toFixed(4))));
  expect(await handle(page, 'epsilon_high').getAttribute('aria-valuenow')).toBe((1 + dragged - 0.01).toFixed(2));
  expect(await handle(page, 'epsilon_high').evaluate((node) => node.matches(':focus'))).toBe(true);

  // By its number, on the other side.
  await page.getByText('A < 0', { exact: true }).click();
  await handle(page, 'gppo_beta_low').waitFor();
  await number(page, 'gppo_beta_low').fill('0.5');
  await page.keyboard.press('Tab');
  expect((await changes()).at(-1)).toMatchObject({ sign: 'negative', parameters: { gppo_beta_low: 0.5 } });
  await page.getByText('The curves in numbers').click();
  const row = page.locator('table tbody tr', { has: page.getByRole('rowheader', { name: '0.5', exact: true }) });
  expect(await row.locator('td').allTextContents()).toEqual(['0', '0.4']);

  // A flag by its checkbox: the handle of what is no longer kept is gone.
  const flag = page.locator('.parameter[data-name=gppo_only_high] input');
  await flag.check();
  await handle(page, 'gppo_beta_low').waitFor({ state: 'detached' });
  expect((await changes()).at(-1)).toMatchObject({ parameters: { gppo_only_high: true } });
  expect(await row.locator('td').allTextContents()).toEqual(['0', '0']);
  await flag.uncheck();
  await handle(page, 'gppo_beta_low').waitFor();

  // Tokens of the page around it.
  expect(await page.locator('.batch').innerText()).toContain('when the property tokens is set');
  expect(await page.locator('rect.bar').count()).toBe(0);
  await page.evaluate(() => {
    document.querySelector('loss-explorer')!.tokens = { ratio: [1, 0.5, 1, 1], advantage: [1, -1, 1, 1] };
  });
  await expect
    .poll(() => page.locator('.shares li').allTextContents())
    .toEqual(['GRPO drops 25\u202f%', 'GPPO keeps all of it, 25\u202f% at its bound']);
  expect(await page.locator('rect.bar').count()).toBe(2);

  // A token on the curves: its tab, its loss, its F under each loss, as the bounds move it.
  await page.evaluate(() => {
    document.querySelector('loss-explorer')!.token = { ratio: 2, advantage: 0.5, label: '"a"', loss: 'dapo' };
  });
  const factors = page.locator('.factors li');
  await expect
    .poll(() => factors.allInnerTexts().then((texts) => texts.map((text) => text.replace(/\s+/g, ' ').trim())))
    .toEqual([
      'GRPO F = 0 clipped: no gradient',
      'DAPO F = 0 clipped: no gradient',
      `GPPO F = ${Number((1 + dragged - 0.01).toFixed(2))} kept, at its bound`,
    ]);
  expect(await page.locator('.marks circle').count()).toBe(3);
  expect(await page.locator('.marks text').textContent()).toBe('"a" F = 0');
  expect(await page.getByRole('radio', { name: 'A > 0' }).isChecked()).toBe(true);
  const height = async () => Number(await page.locator('.marks .own').getAttribute('cy'));
  const low = await height();
  await number(page, 'epsilon_high').fill('1.5');
  await expect.poll(() => page.locator('.marks text').textContent()).toBe('"a" F = 2');
  expect(await height()).toBeLessThan(low);
  expect(await page.locator('.token [role=status]').textContent()).toBe('DAPO: F = 2');
  await page.getByText('A < 0', { exact: true }).click();
  await expect.poll(() => page.locator('.marks circle').count()).toBe(0);
  expect(await page.locator('.token').innerText()).toContain('Its dot is on the tab A > 0');
  expect(await axeFindings(page)).toEqual([]);
  const refused = await page.evaluate(() => {
    try {
      document.querySelector('loss-explorer')!.token = { ratio: 2, advantage: 0 };
    } catch (error) {
      return String(error);
    }
  });
  expect(refused).toBe('TypeError: token: advantage is 0, and must be a number above or below 0');
  await page.getByRole('button', { name: 'Remove the token' }).click();
  await page.locator('.token').waitFor({ state: 'hidden' });
  expect((await changes()).at(-1)).toMatchObject({ token: null });

  // What cannot be is said, and the rest goes on.
  await page.locator('loss-explorer').evaluate((element) => element.setAttribute('epsilon', '2'));
  await expect
    .poll(() => page.getByRole('alert').innerText())
    .toContain('epsilon: "2" is no number above 0 and below 1');
  await page.locator('loss-explorer').evaluate((element) => element.setAttribute('epsilon', '0.25'));
  await expect.poll(() => number(page, 'epsilon').inputValue()).toBe('0.25');
  expect(complaints).toEqual([]);
  await page.close();
});

test('axe finds nothing, on a screen and on a phone', async () => {
  for (const width of [1280, 390]) {
    const { page } = await explorer('../elsewhere/', width);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.close();
  }
});

test("in the page: a run's loss, and the ratios of its last step", async () => {
  const run = 'max_steps=1&prompts_per_step=8&num_generations=4&eval_problems=8&eval_samples=1&learning_rate=1e-3';
  const { page, complaints } = await explorer(`#view=losses&loss_type=sapo&epsilon=0.1&${run}`);
  await expect.poll(() => number(page, 'epsilon').inputValue()).toBe('0.1');
  expect(await page.getByRole('checkbox', { name: 'SAPO' }).isChecked()).toBe(true);

  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText('step 1 of 1, done').waitFor();
  await page.locator('.shares li').first().waitFor();
  expect(await page.locator('.batch').innerText()).toMatch(/\d tokens, [\d.]+\s%/);
  expect(await page.locator('loss-explorer').innerText()).toContain('Step 1');
  expect(await page.locator('rect.bar').count()).toBeGreaterThan(1);

  // A run with the bounds of the figure has them: nothing is left to take back.
  await page.getByLabel('Next run with').selectOption('GRPO');
  await page.getByRole('button', { name: 'Use these bounds' }).click();
  await page.getByText('changed: applies to the next run').waitFor();
  await page.locator('.train').click();
  await page.getByText('It has these bounds.').waitFor();
  await page.getByText('step 1 of 1, done').waitFor();
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  expect(await page.getByText('changed: applies to the next run').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});
