/**
 * SwiftShader, the software Vulkan that ships inside `@sparticuz/chromium`: unpacked once into the cache folder.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-fs';
import { GpuUnavailableError } from './errors';

/** glibc's flag that keeps a library loaded when its handle is closed. */
const RTLD_NODELETE = 0x1000;

/** Kata's cache folder: files that can be made again. */
function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kata');
}

/** The folder of a compressed tar file of `@sparticuz/chromium`, unpacked into the cache if it is not there yet. */
export async function unpackFromChromium(name: 'swiftshader' | 'al2023' | 'fonts'): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new GpuUnavailableError(
      `no GPU adapter was found, and the bundled software adapter runs on Linux x64 only (this is ${process.platform} ${process.arch})`,
      'Install a Vulkan driver (Mesa has a software one, lavapipe).',
    );
  }
  const { version } = createRequire(import.meta.url)(join(chromiumPackage(), 'package.json')) as { version: string };
  return fillFolder(join(cacheFolder(), `chromium-${version}`, name), (folder) =>
    decompressFromChromium(`${name}.tar.br`, extract(folder)),
  );
}

const chromiumPackage = () => join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');

/** Writes a Brotli-compressed file of `@sparticuz/chromium` to `target`. */
export const decompressFromChromium = (file: string, target: NodeJS.WritableStream): Promise<void> =>
  pipeline(createReadStream(join(chromiumPackage(), 'bin', file)), createBrotliDecompress(), target);

/** The folder; `fill` fills it if it is missing, under another name first, so that no process sees half of it. */
export async function fillFolder(folder: string, fill: (folder: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  await fill(aside);
  // Another process may have been first: then its copy serves.
  await rename(aside, folder).catch(() => rm(aside, { recursive: true }));
  return folder;
}

export const unpackSwiftShader = () => unpackFromChromium('swiftshader');

/** Makes SwiftShader the only Vulkan of this process. Must run before Dawn creates an instance. */
export function isolateVulkan(folder: string): void {
  process.env.VK_ICD_FILENAMES = join(folder, 'vk_swiftshader_icd.json');
  process.env.VK_DRIVER_FILES = process.env.VK_ICD_FILENAMES;
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  try {
    process.dlopen({ exports: {} }, join(folder, 'libvulkan.so.1'), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  } catch (error) {
    // The loader is no Node add-on and says so after it is loaded, which is all that is wanted.
    if (!/self-register/.test(String(error))) throw error;
  }
}
