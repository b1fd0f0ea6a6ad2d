/** An adapter that was found, and the kinds of adapters one can ask for. */

export type AdapterKind = 'auto' | 'hardware' | 'software';

export interface Provided {
  adapter: GPUAdapter;
  /** True for an adapter that computes on the CPU: correct, slow, and never worth a speed claim. */
  software: boolean;
  /** `browser` or `dawn`. */
  backend: string;
  /** Lets the process end: Dawn's instance holds a thread for as long as it is referenced. */
  release(): void;
}

/** Finds an adapter of a kind. `robust`: keep Dawn's bounds checks (browsers always do). */
export type RequestAdapter = (kind: AdapterKind, options: { robust: boolean }) => Promise<Provided>;

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|warp|basic render/i;

/** Whether an adapter computes on the CPU. */
export function isSoftware(adapter: GPUAdapter): boolean {
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  return isFallbackAdapter || SOFTWARE.test(`${vendor} ${architecture} ${device} ${description}`);
}
