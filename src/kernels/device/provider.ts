/**
 * Where WebGPU comes from: `navigator.gpu` in a page or worker, Dawn in Node. This is the only place that knows.
 */
import { type AdapterKind, isSoftware, type Provided } from './adapter';
import { GpuUnavailableError } from './errors';

/** An adapter of the kind asked for, or a GpuUnavailableError that says what was found instead. */
export async function requestAdapter(kind: AdapterKind, options: { robust: boolean }): Promise<Provided> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (gpu) return fromBrowser(gpu, kind);
  if (import.meta.env.SSR) {
    const { requestDawnAdapter } = await import('./dawn.node');
    return requestDawnAdapter(kind, options);
  }
  throw new GpuUnavailableError('this browser has no WebGPU', adviceForBrowser());
}

async function fromBrowser(gpu: GPU, kind: AdapterKind): Promise<Provided> {
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
