/** The WebGPU of a page or a worker. */
import { type AdapterKind, isSoftware, type Provided } from './adapter';
import { GpuUnavailableError } from './errors';
import { type OpenOptions, openDevice } from './gpu';

/** Opens a device. Throws GpuUnavailableError, which says what was found instead, when there is none of the kind asked for. */
export const openGpu = (options?: OpenOptions) => openDevice(requestAdapter, options);

async function requestAdapter(kind: AdapterKind): Promise<Provided> {
  const { gpu } = navigator as { gpu?: GPU };
  if (!gpu) throw new GpuUnavailableError('this browser has no WebGPU', adviceForBrowser());
  const adapter = await gpu.requestAdapter({
    powerPreference: 'high-performance',
    forceFallbackAdapter: kind === 'software',
  });
  if (!adapter) throw new GpuUnavailableError('this browser has WebGPU but found no GPU adapter', adviceForAdapter());
  const software = isSoftware(adapter);
  if (kind === 'hardware' && software) {
    throw new GpuUnavailableError(
      `the only adapter is a software one (${adapter.info.description || adapter.info.architecture})`,
      adviceForAdapter(),
    );
  }
  return { adapter, software, backend: 'browser', release: () => {} };
}

function adviceForBrowser(): string {
  if (globalThis.isSecureContext === false) return 'WebGPU needs a secure page: open Kata over https or on localhost.';
  return 'Use Chrome or Edge 113 or newer (on Linux 144, or with --enable-unsafe-webgpu), Safari 26, or Firefox 141 on Windows or macOS.';
}

function adviceForAdapter(): string {
  return 'Look at chrome://gpu: turn on hardware acceleration, update the driver, or start with --ignore-gpu-blocklist.';
}
