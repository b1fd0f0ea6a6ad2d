/** "Your task" in the built page: write a problem, check it, train on it. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { mbxp } from '../tasks/import/rows';
import { useBuiltPage } from './built-page';

const SMALL_RUN = 'max_steps=2&prompts_per_step=4&num_generations=4&eval_samples=4';

const built = useBuiltPage();

/** The view at a hash, in a browser that has kept nothing, with everything the console complained about. */
async function visit(hash = ''): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await built.visit(`view=own-task&${hash}`);
  await reference(page).waitFor();
  return { page, complaints };
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const reference = (page: Page) => page.getByRole('textbox', { name: 'Reference' });
const findings = (page: Page) => page.locator('.own-findings');

/** Replaces the text of a CodeMirror editor. */
async function write(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

async function check(page: Page): Promise<string> {
  await button(page, 'Check').click();
  await page.getByText('Checking: ').waitFor({ state: 'detached' });
  return findings(page).innerText();
}

test('a task is written, checked, corrected, kept, and trained on', async () => {
  const { page, complaints } = await visit(SMALL_RUN);
  expect(await check(page)).toContain('The reference passes all 5 tests.');

  await page.getByRole('textbox', { name: 'Prompt' }).fill('x: add 2, times 5');
  await page.getByRole('textbox', { name: 'test 3, expected' }).fill('f(3)');
  const wrong = page.getByText('tests, row 3, expected: a call of f is not a constant');
  await wrong.waitFor();
  await button(page, 'Train on it').click();
  await page.getByText('x: add 4, times 3: tests, row 3').waitFor();

  await button(page, 'Edit as text').click();
  await write(page, 'Tests, one a line', 'f(0) === 10\nf(1) === 15\nf(-2) === 0 // shown\nf(7) === 45');
  await button(page, 'Edit as rows').click();
  expect(await page.getByRole('textbox', { name: 'test 4, arguments' }).inputValue()).toBe('7');
  expect(await page.getByRole('checkbox', { name: 'test 3 is shown' }).isChecked()).toBe(true);

  await write(page, 'Reference', 'x=>(console.log("x is",x,[x]),x+2*5)');
  expect(await check(page)).toMatch(/The reference does not pass: f\(1\) should be 15, fail: it is 11\. Correct/);
  const row = page.locator('.own-runs tbody tr', { hasText: 'f(7)' });
  expect(await row.innerText()).toMatch(/f\(7\)\s+45\s+17\s+\S+ ms/);
  expect(await row.locator('+ .printed').innerText()).toMatch(/printed\s+x is 7 \[ 7 \]/);

  await write(page, 'Reference', 'x=>{throw Error("boo")}');
  expect(await check(page)).toContain('f(0) should be 10, Error: boo (line 1). Correct');
  expect(await page.locator('.own-runs tbody tr').first().innerText()).toMatch(
    /f\(0\)\s+10\s+Error: boo \(line 1\)\s+\S+ ms/,
  );
  await page.getByRole('textbox', { name: 'Prompt' }).fill('');
  await button(page, 'Check').click();
  await page.getByText('Not checked: prompt: is empty').waitFor();
  expect(await page.locator('.own-foot p').innerText()).toBe('not checked');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('x: add 2, times 5');

  await write(page, 'Reference', 'x=>(x+2)*5');
  await page.waitForTimeout(500);
  await page.reload();
  await reference(page).waitFor();
  expect(await reference(page).innerText()).toBe('x=>(x+2)*5');
  expect(await page.getByRole('textbox', { name: 'Prompt' }).inputValue()).toBe('x: add 2, times 5');
  expect(await check(page)).toContain('The reference passes all 4 tests.');

  await page.getByText('Trains on your one problem alone; scored on the same one, as none is held out.').waitFor();
  await button(page, 'Train on it').click();
  await page.getByText(/^step [12] of 2/).waitFor();
  const card = page.locator('.card-head').first();
  await expect.poll(() => card.innerText()).toContain('x: add 2, times 5');
  await page.getByText('Problems it practises on, solved at the first try').waitFor();
  expect(new URL(page.url()).hash).toContain('tasks=own');

  // However many a link asks for, the score is of those that there are.
  await button(page, 'Train again').waitFor();
  await page.evaluate(() => {
    location.hash = location.hash.replace(/eval_problems=\d+/, 'eval_problems=8');
  });
  await page.locator('.train').click();
  await page.getByText(/^step [12] of 2/).waitFor();
  expect(await page.locator('.score').innerText()).toContain('one problem');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('whatever a reference does, the page stays usable', async () => {
  const { page, complaints } = await visit();
  const hostile = 'x=>{for(;;)postMessage(console.log("y".repeat(1e5)))}';
  for (const [program, told] of [
    ['x=>{for(;;);}', /timeout/],
    [hostile, /The reference does not pass/],
    ['x=>{const a=[];for(;;)a.push("y".repeat(1e6)+a.length)}', /memory|timeout/],
  ] as const) {
    await write(page, 'Reference', program);
    await button(page, 'Check').click();
    // While it is judged, the page answers.
    await page.getByRole('textbox', { name: 'Prompt' }).fill('x: add 7');
    await page.getByText('Checking: ').waitFor({ state: 'detached' });
    expect(await findings(page).innerText()).toMatch(told);
  }
  await write(page, 'Reference', 'x=>(x+4)*3');
  expect(await check(page)).toContain('The reference passes all 5 tests.');
  expect(await page.locator('iframe').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('what the model writes is shown before it learns anything', async () => {
  const { page, complaints } = await visit(SMALL_RUN);
  await page.getByLabel('Examples').selectOption('A small set, two of it held out');
  await button(page, 'See what it writes').click();
  await button(page, 'Continue').waitFor();
  expect(await page.locator('.card-head').first().innerText()).toMatch(/step 1 · prompt \d of 4[\s\S]*s: .*size/);
  expect(await page.locator('.samples li').count()).toBe(4);
  expect(await page.locator('.progress .row').innerText()).not.toMatch(/step 1 of 2/);
  await page.getByText('4 problems to train on, 2 held out').waitFor();

  // Another task takes back what fitted these problems.
  await button(page, 'Stop').click();
  await button(page, 'Continue').waitFor({ state: 'detached' });
  await page.getByLabel('Task', { exact: true }).selectOption('spec-to-function/numbers');
  await expect.poll(() => new URL(page.url()).hash).not.toMatch(/own|eval_problems/);
  expect(new URL(page.url()).hash).toContain('max_steps=2');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('sets come in and go out as JSONL', async () => {
  const { page, complaints } = await visit();
  await page.locator('.own-form').evaluate((form) => form.scrollTo(0, form.scrollHeight));
  await button(page, 'Import').click();
  await expect.poll(() => page.locator(':focus').innerText()).toBe('Choose a file');
  expect(await page.locator('.own-form').evaluate((form) => form.scrollTop)).toBeLessThan(20);
  const file = [mbxp.plain, { nothing: 1 }].map((row) => JSON.stringify(row)).join('\n');
  await page
    .getByLabel('A JSONL file')
    .setInputFiles({ name: 'theirs.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(file) });
  await page.getByText('theirs.jsonl: 1 of 2 rows taken, 1 left out:').waitFor();
  await page.getByText('line 2: a row of no known form').waitFor();
  expect(await page.getByRole('textbox', { name: 'Function to call' }).inputValue()).toBe('countKeys');

  const own = { prompt: 'x: sub 1\n', entry: 'f', prefix: 'const f=', tests: [{ args: [1], expected: 0 }] };
  await page.getByRole('textbox', { name: 'JSONL' }).fill(JSON.stringify(own));
  await button(page, 'Import this text').click();
  await page.getByText('the pasted text: 1 of 1 row taken.').waitFor();
  await button(page, 'Import this text').click();
  await page.getByText('the pasted text: 0 of 1 row taken, 1 already here.').waitFor();
  await page.getByRole('textbox', { name: 'JSONL' }).fill(JSON.stringify({ ...own, prompt: 'x: sub 2' }));
  await button(page, 'Import this text').click();
  await page.getByRole('navigation', { name: 'Problems' }).getByText('x: sub 2').waitFor();
  await button(page, 'Add the line end').waitFor();
  await page.locator('.own-foot').getByRole('button', { name: 'Add it' }).click();
  await page.getByText('The base model reads this form.').waitFor();
  await button(page, 'Remove').click();
  await page.getByRole('checkbox', { name: 'Hold out: score only' }).check();
  await page.getByText('Trains on your 2 problems alone; scored on the 1 held out.').waitFor();

  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  const rows = (await readFile(await download.path(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ entry, split }) => [entry, split])).toEqual([
    ['f', 'train'],
    ['countKeys', 'train'],
    ['f', 'heldout'],
  ]);
  expect(rows[2]).toMatchObject(own);

  await button(page, 'Remove').click();
  expect(await page.locator('.own-list li').count()).toBe(2);
  await button(page, 'Undo').click();
  expect(await page.locator('.own-list li').count()).toBe(3);
  expect(complaints).toEqual([]);
  await page.context().close();
});
