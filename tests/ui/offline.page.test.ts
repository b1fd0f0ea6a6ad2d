/** The built page without a network, after one visit. */
import { expect, test } from 'vitest';
import { strangers, useBuiltPage } from './built-page';

const built = useBuiltPage();
const RUN = 'max_steps=1&prompts_per_step=4&num_generations=4&eval_problems=4&eval_samples=1';

test('after one visit the page trains without a network', async () => {
  const visit = await built.visit(RUN);
  const { page, context, complaints } = visit;
  // Ready means that all files are there: the worker is active once its installation is done.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText(/step 1 of 1, done/).waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('searchbox').waitFor();
  // That the network is asked whether it is there is the one thing that may fail.
  expect(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  expect(strangers(visit)).toEqual([]);
  await context.close();
});
