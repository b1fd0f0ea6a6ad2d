/** `<loss-explorer>` in headless Chromium: alone in a page of someone else's, and in the page with a run. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackBrowser } from '../../src/cli/chromium-launch';
import { builtPage } from '../../src/cli/package-root';
import { type Served, serve } from '../../src/cli/serve';
import { unpackFromChromium } from '../../src/kernels/device/swiftshader.node';

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

let folder: string;
let server: Served;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kata-elsewhere-'));
  await writeFile(join(folder, 'index.html'), ELSEWHERE);
  server = await serve({ '/elsewhere/': folder, '/kata/': await builtPage() }, 0);
  browser = await playwright.launch({
    executablePath: await unpackBrowser(),
    args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
    env: { ...process.env, LD_LIBRARY_PATH: join(await unpackFromChromium('al2023'), 'lib') } as Record<string, string>,
  });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function visit(path: string, width = 1280): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${server.url}${path}`);
  await page.locator('loss-explorer svg.factor path.curve').first().waitFor();
  return { page, complaints, requests };
}

const handle = (page: Page, name: string) => page.locator(`.handle[data-name=${name}]`);
const number = (page: Page, name: string) => page.locator(`.parameter[data-name=${name}] input[type=number]`);

test('in a page of its own: dragged, moved by keys, typed, given tokens', async () => {
  const { page, complaints, requests } = await visit('elsewhere/');
  expect(requests.filter((path) => !path.endsWith('favicon.ico'))).toEqual(['/elsewhere/', '/kata/loss-explorer.js']);
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
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const width of [1280, 390]) {
    const { page } = await visit('elsewhere/', width);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      (window as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run(),
    );
    expect(violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.close();
  }
});

test("in the page: a run's loss, and the ratios of its last step", { timeout: 300_000 }, async () => {
  const run = 'max_steps=1&prompts_per_step=8&num_generations=4&eval_problems=8&eval_samples=1&learning_rate=1e-3';
  const { page, complaints } = await visit(`kata/#view=losses&loss_type=sapo&epsilon=0.1&${run}`);
  await expect.poll(() => number(page, 'epsilon').inputValue()).toBe('0.1');
  expect(await page.getByRole('checkbox', { name: 'SAPO' }).isChecked()).toBe(true);
  await page.getByText('take one step').waitFor();

  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('.shares li').first().waitFor({ timeout: 120_000 });
  expect(await page.locator('.batch').innerText()).toMatch(/\d tokens, [\d.]+\s%/);
  expect(await page.locator('loss-explorer').innerText()).toContain('Step 1');
  expect(await page.locator('rect.bar').count()).toBeGreaterThan(1);
  expect(complaints).toEqual([]);
  await page.close();
});
