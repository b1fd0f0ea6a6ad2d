/** The built page in headless Chromium on the software adapter, served for the tests of one file. */
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { unpackBrowser } from '../../src/cli/chromium-launch';
import { builtPage } from '../../src/cli/package-root';
import { type Served, serve } from '../../src/cli/serve';
import { unpackFromChromium } from '../../src/kernels/device/swiftshader.node';

const WITH_GPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the console complained about, policy violations among them, and errors that nothing caught. */
  complaints: string[];
  /** Requests to anywhere else. */
  strangers: string[];
}

export interface BuiltPage {
  /** Where the page lies, with a slash at the end. */
  readonly url: string;
  /** Opens the page at a hash, in a browser profile of its own. */
  visit(hash?: string, size?: { width: number; height: number }): Promise<Visit>;
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
export function useBuiltPage(path = '/some/path/'): BuiltPage {
  let server: Served;
  let browser: Browser;
  beforeAll(async () => {
    server = await serve({ [path]: await builtPage() }, 0);
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
    async visit(hash = '', size = { width: 1280, height: 800 }) {
      const context = await browser.newContext({ viewport: size });
      const page = await context.newPage();
      const complaints: string[] = [];
      const strangers: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      context.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(server.url) && !/^(blob|data):/.test(url)) strangers.push(url);
      });
      await page.goto(`${this.url}#${hash}`);
      return { page, context, complaints, strangers };
    },
  };
}
