/**
 * WebGPU in Node: Dawn (npm `webgpu`) on the machine's own GPU or, where there is none, on a software Vulkan: first the
 * system's (lavapipe), then SwiftShader out of `@sparticuz/chromium`, so that nothing but npm is needed.
 */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, homedir } from 'node:os';
import { join } from 'node:path';
import { type AdapterKind, isSoftware, type Provided } from './adapter';
import { GpuUnavailableError } from './errors';
import { type Gpu, type OpenOptions, openDevice } from './gpu';
import { isolateVulkan, unpackSwiftShader } from './node-swiftshader';

/** Toggles that skip the clamping of every access; Kata's kernels stay in bounds by themselves. */
const UNCHECKED = ['enable-dawn-features=disable_robustness'];

/** Opens a device of Dawn. Throws GpuUnavailableError when there is none. */
export const openGpu = (options?: OpenOptions) => openDevice(requestAdapter, options);

/** Opens a GPU for `use`, and closes it when `use` has ended, also by an error. */
export async function withGpu<T>(options: OpenOptions, use: (gpu: Gpu) => Promise<T>): Promise<T> {
  const gpu = await openGpu(options);
  try {
    return await use(gpu);
  } finally {
    gpu.close();
  }
}

async function requestAdapter(kind: AdapterKind, { robust }: { robust: boolean }): Promise<Provided> {
  const toggles = robust ? [] : UNCHECKED;
  const system = (await hasSystemVulkan()) ? await request(toggles) : undefined;
  if (system && kind !== 'software' && !system.software) return system;
  if (kind === 'hardware') {
    throw new GpuUnavailableError(
      system ? `the only adapter is a software one (${system.adapter.info.description})` : 'no GPU adapter was found',
      'Install the GPU driver with its Vulkan part, or use --adapter software.',
    );
  }
  if (system?.software) return system;
  isolateVulkan(await unpackSwiftShader());
  const bundled = await request(toggles);
  if (!bundled) {
    throw new GpuUnavailableError(
      'Dawn found no adapter, not even its software one',
      'Run `kata doctor`, and report what it prints.',
    );
  }
  return bundled;
}

const instances = new Set<GPU>();

async function request(toggles: string[]): Promise<Provided | undefined> {
  const dawn = await import('webgpu');
  // webgpu-utils and WebGPU code in general expect GPUBufferUsage and its like to be global, as in a browser.
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create(toggles);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return undefined;
  // Dawn crashes when its instance is collected under a live device, and never lets Node end while it is referenced.
  instances.add(gpu);
  return { adapter, software: isSoftware(adapter), backend: 'dawn', release: () => instances.delete(gpu) };
}

/**
 * Whether Dawn is worth asking for a GPU of the system. Metal and Direct3D need no loader. On Linux Dawn finds a GPU through
 * libvulkan only, and warns on stderr where that has no driver; the warning cannot be turned off, so a machine without a
 * driver manifest in the usual folders is asked in a process of its own.
 */
async function hasSystemVulkan(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1', constants.dlopen.RTLD_LAZY);
  } catch (error) {
    // A library that loads but is no Node add-on says so; one that is missing says something else.
    if (!/self-register/.test(String(error))) return false;
  }
  return hasDriverManifest() || (await findsAdapter());
}

/** Whether a Vulkan driver is named by the environment, or in a folder that the Vulkan loader searches. */
function hasDriverManifest(): boolean {
  const { env } = process;
  if (env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES || env.VK_ADD_DRIVER_FILES) return true;
  const home = [
    env.XDG_CONFIG_HOME || join(homedir(), '.config'),
    env.XDG_DATA_HOME || join(homedir(), '.local/share'),
  ];
  const system = `${env.XDG_CONFIG_DIRS || '/etc/xdg'}:/etc:${env.XDG_DATA_DIRS || '/usr/local/share:/usr/share'}`;
  return [...home, ...system.split(':')].some((folder) => {
    try {
      return readdirSync(join(folder, 'vulkan/icd.d')).some((file) => file.endsWith('.json'));
    } catch {
      return false;
    }
  });
}

const FIND_ADAPTER = `const { create } = await import(process.argv[1]);
process.exit((await create([]).requestAdapter()) ? 0 : 1);`;

/** Whether Dawn finds an adapter, asked in a process whose warnings nobody sees. */
function findsAdapter(): Promise<boolean> {
  const dawn = createRequire(import.meta.url).resolve('webgpu');
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '--eval', FIND_ADAPTER, dawn], (error) => resolve(!error));
  });
}
