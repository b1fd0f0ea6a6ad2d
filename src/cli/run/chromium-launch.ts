/** The headless Chromium of `@sparticuz/chromium`, unpacked once into the cache folder, with WebGPU on. */

import { createWriteStream } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { EnvironmentError, messageOf } from '../../common/errors';
import type { AdapterKind } from '../../kernels/device/adapter';
import { decompressFromChromium, fillFolder, unpackFromChromium } from '../../kernels/device/node-swiftshader';

const BROWSER = 'chromium';

/** Flags by adapter: Chromium computes on its own SwiftShader unless hardware is insisted on. */
const ADAPTER_FLAGS: Record<AdapterKind, string[]> = {
  auto: ['--use-webgpu-adapter=swiftshader'],
  software: ['--use-webgpu-adapter=swiftshader'],
  hardware: ['--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist'],
};

/** Starts the browser. Ctrl-C is left to the caller: it must not end the browser before the run is saved. */
export async function launchChromium(adapter: AdapterKind): Promise<Browser> {
  const executablePath = await unpackBrowser();
  const libraries = join(await unpackFromChromium('al2023'), 'lib');
  const { chromium } = await import('playwright-core');
  try {
    return await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--enable-unsafe-webgpu', ...ADAPTER_FLAGS[adapter]],
      env: { ...process.env, LD_LIBRARY_PATH: libraries } as Record<string, string>,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    throw new EnvironmentError(
      `headless Chromium did not start (${messageOf(error).split('\n')[0]})`,
      'Train in this process by --backend dawn.',
      { cause: error },
    );
  }
}

/** The browser's file. SwiftShader lies beside it, where Chromium looks for it. */
export async function unpackBrowser(): Promise<string> {
  const libraries = await unpackFromChromium('swiftshader');
  const folder = await fillFolder(join(dirname(libraries), 'browser'), async (aside) => {
    await cp(libraries, aside, { recursive: true });
    await decompressFromChromium('chromium.br', createWriteStream(join(aside, BROWSER), { mode: 0o755 }));
  });
  return join(folder, BROWSER);
}
