/** The built page in headless Chromium on the software adapter, served for the tests of one file. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { builtPage } from '../../src/cli/package-root';
import { unpackBrowser } from '../../src/cli/run/chromium-launch';
import { type Served, serve } from '../../src/cli/run/serve';
import { unpackFromChromium } from '../../src/kernels/device/node-swiftshader';
import { TEN_MINUTES } from '../patience';

const WITH_GPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
/** The first screen must fit in here. */
const VIEWPORT = { width: 1280, height: 800 };

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the console complained about, policy violations among them, and errors that nothing caught. */
  complaints: string[];
  /** All that the page asked for, by address; what its service worker fetches for later is not among it. */
  requests: string[];
}

export interface BuiltPage {
  /** Where the page lies, with a slash at the end. */
  readonly url: string;
  readonly browser: Browser;
  /** Opens the page at a hash, in a browser profile of its own. */
  visit(hash?: string, options?: BrowserContextOptions): Promise<Visit>;
}

/** A browser with these flags. */
export async function launch(flags: readonly string[] = WITH_GPU): Promise<Browser> {
  const libraries = join(await unpackFromChromium('al2023'), 'lib');
  return chromium.launch({
    executablePath: await unpackBrowser(),
    args: ['--no-sandbox', ...flags],
    env: { ...process.env, LD_LIBRARY_PATH: libraries } as Record<string, string>,
  });
}

/** Serves the page below `path`, as on a project site, and opens a browser; both end with the file. */
export function useBuiltPage({ path = '/some/path/', others = {} as Record<string, string> } = {}): BuiltPage {
  let server: Served;
  let browser: Browser;
  beforeAll(async () => {
    server = await serve({ ...others, [path]: await builtPage() }, 0);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    get url() {
      return `${server.url}${path.slice(1)}`;
    },
    get browser() {
      return browser;
    },
    visit(hash = '', options = {}) {
      return visit(browser, `${this.url}#${hash}`, options);
    },
  };
}

/** Opens an address in a browser profile of its own. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: VIEWPORT, ...options });
  context.setDefaultTimeout(TEN_MINUTES);
  return open(context, url);
}

/** Opens an address in a tab of a profile. */
export async function open(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, context, complaints, requests };
}

/** Requests to anywhere but the page's own origin. */
export const strangers = ({ page, requests }: Visit): string[] =>
  requests.filter((url) => !url.startsWith(new URL('/', page.url()).href) && !/^(blob|data):/.test(url));

/** What axe finds in these parts of a page: rules and the elements that break them. */
export async function axeFindings(page: Page, ...parts: string[]): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async (parts) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(parts.length > 0 ? parts : document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, parts);
}
