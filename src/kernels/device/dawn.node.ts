/**
 * WebGPU in Node: Dawn (npm `webgpu`) on the machine's own GPU or, where there is none, on a software Vulkan: first the
 * system's (lavapipe), then SwiftShader out of `@sparticuz/chromium`, so that nothing but npm is needed.
 */
import { constants } from 'node:os';
import { type AdapterKind, isSoftware, type Provided } from './adapter';
import { GpuUnavailableError } from './errors';
import { isolateVulkan, unpackSwiftShader } from './swiftshader.node';

/** Toggles that skip the clamping of every access; Kata's kernels stay in bounds by themselves. */
const UNCHECKED = ['enable-dawn-features=disable_robustness'];

export async function requestDawnAdapter(kind: AdapterKind, { robust }: { robust: boolean }): Promise<Provided> {
  const toggles = robust ? [] : UNCHECKED;
  const system = hasSystemVulkan() ? await request(toggles) : undefined;
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

/** Metal and Direct3D need no loader; on Linux Dawn can only find a GPU through libvulkan. */
function hasSystemVulkan(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1', constants.dlopen.RTLD_LAZY);
  } catch (error) {
    // A library that loads but is no Node add-on says so; one that is missing says something else.
    return /self-register/.test(String(error));
  }
  return true;
}
