/** `kata train --backend playwright`: the same trainer in a headless Chromium; its events and checkpoints come back here. */
import type { Page } from 'playwright-core';
import { EnvironmentError, InputError } from '../../common/errors';
import { GpuMemoryError } from '../../kernels/device/errors';
import type { TrainOptions } from '../../rl/options/commands/train';
import type { TrainEvent } from '../../rl/records/events';
import type { HeadlessFailure, HeadlessRun } from '../../rl/run/headless';
import { openTasks } from '../../tasks/node-open';
import { modelPath, readText } from '../files';
import { builtPage } from '../package-root';
import { Channel } from './channel';
import { launchChromium } from './chromium-launch';
import type { RunFolder } from './run-folder';
import { serve } from './serve';

/** The page's window, in functions that run there. */
declare const window: Window;

/** Runs a training in the browser while `consume` takes its events. */
export async function trainInChromium<T>(
  options: TrainOptions,
  runFolder: RunFolder,
  signal: AbortSignal,
  consume: (events: AsyncIterable<TrainEvent>) => Promise<T>,
): Promise<T> {
  // Reads the tasks here first, so that a bad line is told before a browser starts.
  const names = [options, ...(options.stages ?? [])].flatMap(({ tasks }) => (typeof tasks === 'string' ? [tasks] : []));
  for (const name of names) await openTasks(name);
  const files = names.filter((name) => /\.jsonl$/i.test(name));
  const run: HeadlessRun = {
    options,
    tasks: Object.fromEntries(files.map((name) => [name, readText(name, 'tasks')])),
    model: modelPath(options.model),
    reward_model: options.reward_model === null ? undefined : modelPath(options.reward_model, 'reward_model'),
    resume: options.resume_from_checkpoint ?? undefined,
  };
  const folders = {
    '/': await builtPage(),
    '/model/': run.model,
    ...(run.reward_model && { '/reward_model/': run.reward_model }),
    ...(run.resume && { '/resume/': run.resume }),
  };
  const served = await serve(folders, 0);
  try {
    const browser = await launchChromium(options.adapter);
    try {
      const page = await browser.newPage();
      const events = await connect(page, runFolder);
      page.on('crash', () => events.end(crashed()));
      browser.on('disconnected', () => events.end(crashed()));
      await page.goto(`${served.url}headless.html`);
      await page.waitForFunction(() => window.kata !== undefined);
      const stop = () => void page.evaluate(() => window.kata.stop()).catch(() => {});
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      page
        .evaluate((given) => window.kata.start(given), run)
        .then((failure) => events.end(failure ? toError(failure) : undefined))
        .catch((error) => events.end(error));
      return await consume(events);
    } finally {
      await browser.close();
    }
  } finally {
    await served.close();
  }
}

/** Puts on the page's window what `ui/headless.ts` calls. */
async function connect(page: Page, runFolder: RunFolder): Promise<Channel<TrainEvent>> {
  const events = new Channel<TrainEvent>();
  const files = new Map<string, Buffer[]>();
  await page.exposeFunction('kataEvent', (event: string) => events.push(JSON.parse(event)));
  await page.exposeFunction('kataFile', (_: string, file: string, part: string) => {
    files.set(file, [...(files.get(file) ?? []), Buffer.from(part, 'base64')]);
  });
  await page.exposeFunction('kataSave', async (checkpoint: string) => {
    await runFolder.save(checkpoint, new Map([...files].map(([file, parts]) => [file, Buffer.concat(parts)])));
    files.clear();
  });
  return events;
}

function toError({ kind, message, advice }: HeadlessFailure): Error {
  switch (kind) {
    case 'input':
      return new InputError(message);
    case 'memory':
      return new GpuMemoryError(message);
    case 'environment':
      return new EnvironmentError(message, advice);
    case 'bug':
      return new Error(message);
  }
}

const crashed = () =>
  new EnvironmentError('headless Chromium ended', 'Resume from the last checkpoint, or train by --backend dawn.');
