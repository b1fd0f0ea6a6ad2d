/** Runs in the built page, in headless Chromium on the software adapter: taken away, brought back, raced. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings, useBuiltPage } from './built-page';

const TINY =
  'prompts_per_step=4&num_generations=4&eval_problems=4&eval_samples=1&max_completion_length=24&tasks=spec-to-function/numbers';

const built = useBuiltPage();

const visit = (hash: string) => built.visit(`${hash}&view=runs`);

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const runRow = (page: Page, name: string) => page.locator('.runs tbody tr').filter({ has: button(page, name) });

const texts = async (all: Locator) => (await all.allInnerTexts()).map((text) => text.trim());

async function save(page: Page, what: string): Promise<{ name: string; bytes: Uint8Array }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, what).click()]);
  return { name: download.suggestedFilename(), bytes: new Uint8Array(readFileSync(await download.path())) };
}

const choose = (page: Page, files: { name: string; bytes: Uint8Array }[]) =>
  page
    .locator('.runs-head input[type=file]')
    .setInputFiles(files.map(({ name, bytes }) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })));

/** Drops a file on whatever is there, as a browser does. */
const drop = (page: Page, name: string, content: string) =>
  page.evaluate(
    ([name, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], name));
      const send = (type: string, to: Element) =>
        to.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      send('dragenter', document.body);
      return new Promise<boolean>((resolve) => {
        requestAnimationFrame(() => {
          const overlay = document.querySelector('.drop-overlay')!;
          const allowed = !send('dragover', overlay);
          send('drop', overlay);
          resolve(allowed);
        });
      });
    },
    [name, content],
  );

test('a run is taken away as a checkpoint, removed, brought back, gone on with and trained from', async () => {
  const { context, page, complaints } = await visit(`${TINY}&max_steps=3&stop_after=2`);
  await button(page, 'Train').click();
  await button(page, 'Train again').waitFor();
  await button(page, 'dapo-seed0').click();
  const zip = await save(page, 'Checkpoint (.zip)');
  expect(zip.name).toBe('dapo-seed0-checkpoint-2.zip');
  const files = Object.keys(unzipSync(zip.bytes));
  expect(files).toContain('dapo-seed0/checkpoint-2/model.safetensors');
  expect(files).toContain('dapo-seed0/config.json');
  const lines = new TextDecoder()
    .decode((await save(page, 'metrics.jsonl')).bytes)
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).step)).toEqual([0, 1, 2]);
  expect((await save(page, 'TensorBoard')).name).toMatch(/^events\.out\.tfevents\.\d+\.dapo-seed0$/);

  await button(page, 'Rename').click();
  await page.getByLabel('Name').fill(' ');
  await page.keyboard.press('Enter');
  await page.getByText('A name has at least one character.').waitFor();
  await page.getByLabel('Name').fill('mine');
  await page.keyboard.press('Enter');
  await button(page, 'mine').waitFor();
  await button(page, 'Remove').click();
  const focused = (name: string) => expect.poll(() => page.locator(':focus').innerText()).toBe(name);
  await focused('Keep');
  await page.keyboard.press('Escape');
  await focused('Remove');
  expect(await button(page, 'mine').count()).toBe(1);
  await button(page, 'Remove').click();
  await button(page, 'Remove it').click();
  await page.getByText('Nothing yet.').waitFor();

  await choose(page, [zip]);
  await page.getByText('dapo-seed0: the checkpoint of step 2, its metrics.').waitFor();
  expect(await runRow(page, 'dapo-seed0').innerText()).toContain('imported');
  await button(page, 'Go on from step 2').click();
  await page.getByText('step 3 of 3, done').waitFor();
  await expect.poll(() => runRow(page, 'dapo-seed0').innerText()).toMatch(/\t3\t/);

  await button(page, 'Start new runs from it').click();
  expect(new URL(page.url()).hash).toMatch(/model=kept\/[\w-]+\/checkpoint-3/);
  await page.getByText('starts from step 3 of ').waitFor();
  await button(page, 'Share').click();
  await page.getByText('The link does not hold the checkpoint that new runs start from').waitFor();
  await button(page, 'Settings').click();
  await page.locator('.settings-foot > code', { hasText: '--model dapo-seed0/checkpoint-3' }).waitFor();
  const again = Object.keys(unzipSync((await save(page, 'save the checkpoint')).bytes));
  expect(again).toContain('dapo-seed0/checkpoint-3/model.safetensors');
  await button(page, 'Runs').click();
  await page.locator('.train').click();
  await page.getByText('step 2 of 3, done').waitFor();
  await button(page, 'dapo-seed0-2').waitFor();

  // Without it, new runs start from the base.
  await button(page, 'Remove').click();
  await button(page, 'Remove it').click();
  await page.getByText('starts from step 3 of ').waitFor({ state: 'detached' });
  expect(new URL(page.url()).hash).not.toContain('model=');
  expect(complaints).toEqual([]);
  await context.close();
});

test('what is dropped is named: a wrong file, half a checkpoint, the metrics of a run', async () => {
  const { context, page, complaints } = await visit('max_steps=3');
  await button(page, 'New race').waitFor();
  expect(await drop(page, 'photo.png', 'x')).toBe(true);
  await page.getByText('photo.png: Kata takes a checkpoint').waitFor();
  await drop(page, 'tokenizer.json', '{"model":{},"added_tokens":[]}');
  await page.getByText('tokenizer.json: it came without the model.safetensors').waitFor();
  await drop(
    page,
    'other-metrics.jsonl',
    '{"step":0,"eval/pass@1":0.25}\n{"step":1,"reward":0.5}\n{"step":1,"eval/pass@1":0.75}\n',
  );
  await page.getByText('other-metrics: its metrics.').waitFor();
  expect(await runRow(page, 'other-metrics').innerText()).toContain('75');
  await button(page, 'Open').click();
  await page.getByText('No programs of this step are here.').waitFor();
  await button(page, 'Runs').click();
  await page.getByLabel('other-metrics in the chart').check();
  const table = page.locator('.comparison table').first();
  expect(await table.locator('tbody tr').allTextContents()).toEqual(['025\u202f%', '175\u202f%']);
  await page.reload();
  await button(page, 'other-metrics').waitFor();
  await drop(page, 'half.jsonl', '{"prompt":"x: add 1\\n"}');
  await page.getByText('half.jsonl: none of it is a problem that can be trained on: line 1: it has a prompt').waitFor();
  const problem = { prompt: 'x: add 4\n', entry: 'f', prefix: 'const f=', tests: [{ args: [1], expected: 5 }] };
  await drop(page, 'mine.jsonl', JSON.stringify({ id: 'dropped here', ...problem }));
  await page.getByRole('navigation', { name: 'Problems' }).getByText('dropped here').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a race of two losses ends in a table that says how little one seed proves', async () => {
  const { context, page, complaints } = await visit(TINY);
  await button(page, 'New race').click();
  await page.getByLabel('steps of each run').fill('2');
  await button(page, 'Start the race').click();
  await page.getByText('run 1 of 2: dapo-seed0, loading the model…').waitFor();
  await page.getByText('run 2 of 2: gppo-seed0').waitFor();
  await button(page, 'Stop').click();
  await page.getByText('The race ended early: gppo-seed0 was stopped.').waitFor();
  await button(page, 'Go on').click();
  await page.getByText('2 of 2 runs done').waitFor();
  const report = page.locator('.report');
  expect(await texts(report.locator('tbody th'))).toEqual(['DAPO', 'GPPO']);
  expect(await report.locator('.notes').innerText()).toContain('With one seed');
  expect(await texts(page.locator('.comparison .arms li'))).toEqual(['DAPO', 'GPPO']);
  const columns = await texts(page.locator('.runs thead th'));
  expect(columns).toEqual(['chart', 'run', 'pass@1 last', 'best', 'loss_type', 'steps', 'GFLOP', 'when']);
  expect(await axeFindings(page, '.runs-view')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await axeFindings(page, '.runs-view')).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});
