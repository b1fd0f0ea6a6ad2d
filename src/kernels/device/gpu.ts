/**
 * An open GPU: buffers that are counted, kernels that are compiled once, readbacks, and errors that are typed and loud.
 */
import { messageOf } from '../../common/errors';
import type { AdapterKind, RequestAdapter } from './adapter';
import { GpuLostError, GpuMemoryError, GpuUnavailableError, GpuValidationError } from './errors';
import { Kernel } from './kernel';
import { bytesOf, type DType, ELEMENT_BYTES, sizeOf, type Tensor } from './tensor';

export interface OpenOptions {
  /** `auto` takes hardware where there is some. */
  adapter?: AdapterKind;
  /** Keep the bounds checks that Dawn adds to every access (browsers always do). Default true. */
  robust?: boolean;
  /** Use the optional features `subgroups` and `shader-f16` where the adapter has them. Default true. */
  features?: boolean;
}

/** The limits Kata raises to what the adapter has; its kernels work within the defaults. */
const RAISED_LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;
const OPTIONAL_FEATURES = ['subgroups', 'shader-f16', 'timestamp-query'] as const;

/** Opens a device of the adapter that `request` finds. Throws GpuUnavailableError when there is none. */
export async function openDevice(request: RequestAdapter, options: OpenOptions = {}): Promise<Gpu> {
  const { adapter: kind = 'auto', robust = true, features = true } = options;
  const { adapter, software, backend, release } = await request(kind, { robust });
  const requiredLimits: Record<string, number> = {};
  for (const limit of RAISED_LIMITS) requiredLimits[limit] = adapter.limits[limit];
  const requiredFeatures = OPTIONAL_FEATURES.filter(
    (name) => features && adapter.features.has(name),
  ) as GPUFeatureName[];
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  } catch (error) {
    throw new GpuUnavailableError(
      `the adapter ${adapter.info.description} gave no device`,
      'Close other programs that use the GPU and try again.',
      { cause: error },
    );
  }
  const { vendor, architecture, description } = adapter.info;
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return new Gpu(device, { name, vendor, architecture, software, backend }, release);
}

interface AdapterInfo {
  name: string;
  vendor: string;
  architecture: string;
  /** True when the adapter computes on the CPU. */
  software: boolean;
  backend: string;
}

/** Counts of the work submitted since the GPU was opened. */
interface Counters {
  dispatches: number;
  submits: number;
  readbacks: number;
}

export class Gpu {
  readonly counters: Counters = { dispatches: 0, submits: 0, readbacks: 0 };
  readonly #kernels = new Map<string, Kernel>();
  readonly #buffers = new Map<GPUBuffer, number>();
  #staging: { buffer: GPUBuffer; bytes: number } | undefined;
  #liveBytes = 0;
  #peakBytes = 0;
  #failure: Error | undefined;
  #closed = false;

  constructor(
    readonly device: GPUDevice,
    readonly info: Readonly<AdapterInfo>,
    private readonly release: () => void,
  ) {
    device.addEventListener('uncapturederror', (event) => {
      const { error } = event as GPUUncapturedErrorEvent;
      this.#failure ??= /memory/i.test(error.constructor.name)
        ? new GpuMemoryError(`the GPU is out of memory with ${megabytes(this.#liveBytes)} in use`)
        : new GpuValidationError(error.message);
    });
    void device.lost.then((lost) => {
      if (!this.#closed) this.#failure ??= new GpuLostError(lost.message || lost.reason);
    });
  }

  /** Bytes in all GPU buffers that are alive. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** Bytes in the buffer that readbacks share, a part of `liveBytes`: it grows to the largest readback so far. */
  get readbackBytes(): number {
    return this.#staging?.bytes ?? 0;
  }

  /** The most that `liveBytes` has been. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  has(feature: 'subgroups' | 'shader-f16' | 'timestamp-query'): boolean {
    return this.device.features.has(feature);
  }

  /** Throws the error that the device reported meanwhile, if any. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** A counted buffer. Every buffer of Kata comes from here. */
  createBuffer(label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    this.check();
    if (bytes > this.device.limits.maxBufferSize) {
      throw new GpuMemoryError(
        `${label} needs ${megabytes(bytes)}; this adapter's largest buffer is ${megabytes(this.device.limits.maxBufferSize)}`,
      );
    }
    const buffer = this.device.createBuffer({ label, size: bytes, usage });
    this.#buffers.set(buffer, bytes);
    this.#liveBytes += bytes;
    this.#peakBytes = Math.max(this.#peakBytes, this.#liveBytes);
    return buffer;
  }

  destroyBuffer(buffer: GPUBuffer): void {
    this.#liveBytes -= this.#buffers.get(buffer) ?? 0;
    this.#buffers.delete(buffer);
    buffer.destroy();
  }

  /** A zero-filled tensor in a buffer of its own. */
  tensor(label: string, shape: readonly number[], dtype: DType = 'f32'): Tensor {
    const size = sizeOf(shape);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    // Vector accesses read whole 16-byte words, and an empty binding is illegal.
    const bytes = Math.max(16, Math.ceil((size * ELEMENT_BYTES) / 16) * 16);
    return { label, buffer: this.createBuffer(label, bytes, usage), offset: 0, shape, size, dtype };
  }

  /** A tensor with these values. */
  tensorFrom(label: string, shape: readonly number[], values: ArrayLike<number>, dtype: DType = 'f32'): Tensor {
    const tensor = this.tensor(label, shape, dtype);
    if (values.length !== tensor.size) throw new RangeError(`${label}: ${values.length} values for shape [${shape}]`);
    this.write(tensor, values);
    return tensor;
  }

  free(...tensors: Tensor[]): void {
    for (const { buffer } of tensors) this.destroyBuffer(buffer);
  }

  /** Copies values into the beginning of a tensor (after `start` elements), converted to its type. */
  write(tensor: Tensor, values: ArrayLike<number>, start = 0): void {
    if (values.length === 0) return;
    const typed = asTyped(values, tensor.dtype);
    this.device.queue.writeBuffer(tensor.buffer, tensor.offset + start * ELEMENT_BYTES, typed, 0, typed.length);
  }

  /** The values of tensors, by one copy, one submit and one wait. Shapes are as declared; `u32` and `i32` keep their type. */
  async read(...tensors: Tensor[]): Promise<(Float32Array | Uint32Array | Int32Array)[]> {
    const total = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
    const staging = this.#takeStaging(total);
    const encoder = this.device.createCommandEncoder();
    let at = 0;
    for (const tensor of tensors) {
      if (tensor.size > 0)
        encoder.copyBufferToBuffer(tensor.buffer, tensor.offset, staging.buffer, at, bytesOf(tensor));
      at += bytesOf(tensor);
    }
    this.submit(encoder.finish());
    this.counters.readbacks++;
    try {
      await staging.buffer.mapAsync(GPUMapMode.READ, 0, Math.max(total, 4));
    } catch (error) {
      this.check();
      throw new GpuLostError(String(error));
    }
    const bytes = staging.buffer.getMappedRange(0, Math.max(total, 4)).slice(0, total);
    staging.buffer.unmap();
    this.#giveStaging(staging);
    this.check();
    at = 0;
    return tensors.map((tensor) => {
      const from = at;
      at += bytesOf(tensor);
      if (tensor.dtype === 'f32') return new Float32Array(bytes, from, tensor.size);
      if (tensor.dtype === 'u32') return new Uint32Array(bytes, from, tensor.size);
      return new Int32Array(bytes, from, tensor.size);
    });
  }

  /** The values of one float tensor. */
  async readFloats(tensor: Tensor): Promise<Float32Array> {
    return (await this.read(tensor))[0] as Float32Array;
  }

  submit(...commands: GPUCommandBuffer[]): void {
    this.check();
    this.device.queue.submit(commands);
    this.counters.submits++;
  }

  /** Waits until everything submitted is done. */
  async idle(): Promise<void> {
    await this.device.queue.onSubmittedWorkDone();
    this.check();
  }

  /** The kernel of a WGSL text, compiled once per text. `constants` become `const NAME: u32` before it. */
  kernel(label: string, wgsl: string, constants: Record<string, number> = {}): Kernel {
    const prefix = Object.entries(constants).map(([name, value]) => `const ${name}: u32 = ${value}u;\n`);
    const code = prefix.join('') + wgsl;
    let kernel = this.#kernels.get(code);
    if (!kernel) {
      kernel = new Kernel(this.device, label, code);
      this.#kernels.set(code, kernel);
    }
    return kernel;
  }

  /** Waits until every kernel asked for so far is compiled. */
  async compiled(): Promise<void> {
    try {
      await Promise.all([...this.#kernels.values()].map((kernel) => kernel.ready));
    } catch (error) {
      // What is wrong with the WGSL was reported apart from the failed pipeline, and says more.
      await this.idle();
      throw new GpuValidationError(messageOf(error));
    }
    this.check();
  }

  close(): void {
    this.#closed = true;
    this.device.destroy();
    this.release();
  }

  /** Readbacks share one growing buffer; a second one at the same time gets its own. */
  #takeStaging(bytes: number): { buffer: GPUBuffer; bytes: number } {
    const kept = this.#staging;
    this.#staging = undefined;
    if (kept && kept.bytes >= bytes) return kept;
    if (kept) this.destroyBuffer(kept.buffer);
    const power = Math.max(4096, 2 ** Math.ceil(Math.log2(Math.max(1, bytes))));
    const size = Math.min(power, this.device.limits.maxBufferSize);
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    return {
      buffer: this.createBuffer('readback', size, usage),
      bytes: size,
    };
  }

  #giveStaging(staging: { buffer: GPUBuffer; bytes: number }): void {
    if (this.#staging) this.destroyBuffer(staging.buffer);
    else this.#staging = staging;
  }
}

function asTyped(
  values: ArrayLike<number>,
  dtype: DType,
): Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  const type = { f32: Float32Array, u32: Uint32Array, i32: Int32Array }[dtype];
  if (values instanceof type) return values as Float32Array<ArrayBuffer>;
  return type.from(values) as Float32Array<ArrayBuffer>;
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
