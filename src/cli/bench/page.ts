/** The built page in headless Chromium, as a first visitor meets it: how much it loads, how soon it trains, whether it stays fluent. */

import { statSync } from 'node:fs';
import type { AdapterKind } from '../../kernels/device/adapter';
import { builtPage } from '../package-root';
import { launchChromium } from '../run/chromium-launch';
import { serve } from '../run/serve';

/** Steps that are watched. */
const STEPS = 4;

export interface PageLine {
  /** Bytes of everything that was asked for until the first programs were there, before compression. */
  first_load_bytes: number;
  /** From the click on Train until the first judged programs are on the screen; the held-out problems come before them. */
  seconds_to_first_rollout: number;
  /** The longest task of the main thread from the click until these steps are done; tasks below 50 ms count as 0. */
  longest_task_ms: number;
  steps: number;
}

/** Trains the first steps of the default run. A page that does not get there in ten minutes is an error. */
export async function pageLine(adapter: AdapterKind): Promise<PageLine> {
  let sent = 0;
  const server = await serve({ '/': await builtPage() }, 0, (file) => {
    sent += statSync(file).size;
  });
  const browser = await launchChromium(adapter);
  try {
    // A service worker fetches everything for later, which is no part of the first load.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
    const page = await context.newPage();
    page.setDefaultTimeout(600_000);
    await page.addInitScript(() => {
      const tasks: [start: number, ms: number][] = [];
      Object.assign(globalThis, { kataTasks: tasks });
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) tasks.push([startTime, duration]);
      }).observe({ type: 'longtask' as never, buffered: true });
    });
    await page.goto(server.url);
    const programs = page.locator('.samples');
    const train = page.getByRole('button', { name: 'Train', exact: true, disabled: false });
    await train.waitFor();
    const clicked = performance.now();
    await train.click();
    // Those of the recorded run go, those of this run come.
    await programs.waitFor({ state: 'detached' });
    await programs.waitFor();
    const seconds = (performance.now() - clicked) / 1000;
    const first_load_bytes = sent;
    await page.getByText(new RegExp(`^step ${STEPS} of`)).waitFor();
    const longest = await page.evaluate(
      (since) =>
        Math.max(
          0,
          ...(globalThis as unknown as { kataTasks: [number, number][] }).kataTasks
            .filter(([start]) => start >= since)
            .map(([, ms]) => ms),
        ),
      await page.evaluate((ago) => performance.now() - ago, performance.now() - clicked),
    );
    return {
      first_load_bytes,
      seconds_to_first_rollout: seconds,
      longest_task_ms: longest,
      steps: STEPS,
    };
  } finally {
    await browser.close();
    await server.close();
  }
}
