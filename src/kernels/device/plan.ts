/**
 * A plan: dispatches recorded once and replayed every step. Recording creates the bind groups; replaying only encodes, and
 * rewrites the uniforms when the sizes (tokens, sequences, …) or the settings have changed. Nothing is allocated on replay.
 */
import type { StructuredView } from 'webgpu-utils';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import { bytesOf, type Tensor } from './tensor';

/** Numbers that change from replay to replay, by name. */
export type Sizes = Record<string, number>;

/** A value, or a function that computes it from the sizes of a replay. */
export type Deferred<T> = T | ((sizes: Sizes) => T);

export const resolve = <T>(value: Deferred<T>, sizes: Sizes): T =>
  typeof value === 'function' ? (value as (sizes: Sizes) => T)(sizes) : value;

export type Grid = readonly [x: number, y?: number, z?: number];

interface Dispatch {
  kernel: Kernel;
  /** Tensors by their WGSL names. */
  bind: Record<string, Tensor>;
  /** Fields of the WGSL `params` struct. */
  uniforms?: Deferred<Record<string, number | readonly number[]>>;
  /** Workgroups; a dispatch with a zero is left out. */
  grid: Deferred<Grid>;
}

interface Recorded extends Dispatch {
  size: [number, number, number];
  /** From `seal()` on. */
  group?: GPUBindGroup;
  view?: StructuredView;
}

interface Clear {
  clear: Tensor;
}

/** Uniform slots lie this far apart: the default minUniformBufferOffsetAlignment. */
const SLOT = 256;
/** Workgroups per grid dimension (the default limit). */
const MAX_GROUPS = 65535;

/**
 * The grid for `items`, each workgroup taking `perGroup` of them: in x, folded into y where x would pass the limit. The kernel
 * computes its workgroup as `id.y * count.x + id.x`.
 */
export function foldGrid(items: number, perGroup = 1): Grid {
  const n = Math.ceil(items / perGroup);
  return n <= MAX_GROUPS ? [n] : [MAX_GROUPS, Math.ceil(n / MAX_GROUPS)];
}

/** `Settings` are what deferred values read besides the sizes, for example the options of a sampler. */
export class Plan<Settings = unknown> {
  /** Set before the first run that reads them; to change them, assign a new object. */
  settings!: Settings;
  /** Whether kernels take the shape for adapters that compute on the CPU, or that for GPUs. */
  readonly software: boolean;
  readonly #steps: (Recorded | Clear)[] = [];
  #memory = new ArrayBuffer(0);
  #uniforms: GPUBuffer | undefined;
  /** Sizes and settings that the uniforms hold. */
  #written: { sizes: string; settings?: Settings } = { sizes: '' };

  /** `software`: by default what the adapter is. */
  constructor(
    readonly gpu: Gpu,
    readonly label: string,
    { software = gpu.info.software }: { software?: boolean } = {},
  ) {
    this.software = software;
  }

  /** Records a dispatch. */
  add(dispatch: Dispatch): void {
    if (this.#uniforms) throw new Error(`${this.label} is already sealed`);
    this.#steps.push({ ...dispatch, size: [0, 0, 0] });
  }

  /** Records the zeroing of a tensor. */
  clear(tensor: Tensor): void {
    this.#steps.push({ clear: tensor });
  }

  /** Compiles what is missing and builds all bind groups. Must be awaited before the first run. */
  async seal(): Promise<this> {
    const { gpu } = this;
    await gpu.compiled();
    const dispatches = this.#steps.filter((step) => 'kernel' in step);
    this.#memory = new ArrayBuffer(Math.max(SLOT, dispatches.length * SLOT));
    this.#uniforms = gpu.createBuffer(
      `${this.label} uniforms`,
      this.#memory.byteLength,
      GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    );
    dispatches.forEach((step, index) => {
      const { kernel, bind } = step;
      const binding = { buffer: this.#uniforms!, offset: index * SLOT, size: Math.max(16, kernel.uniformBytes) };
      step.group = kernel.bind(bind, binding);
      step.view = kernel.uniforms(this.#memory, index * SLOT);
    });
    return this;
  }

  /** Brings uniforms and grids up to date with sizes and settings. */
  #update(sizes: Sizes): void {
    if (!this.#uniforms) throw new Error(`${this.label} runs before seal()`);
    const key = JSON.stringify(sizes);
    if (key === this.#written.sizes && this.settings === this.#written.settings) return;
    this.#written = { sizes: key, settings: this.settings };
    for (const step of this.#steps) {
      if ('clear' in step) continue;
      const [x, y = 1, z = 1] = resolve(step.grid, sizes);
      step.size = [x, y, z];
      if (step.view && step.uniforms) step.view.set(resolve(step.uniforms, sizes));
    }
    this.gpu.device.queue.writeBuffer(this.#uniforms, 0, this.#memory);
  }

  /** Encodes the plan `repeat` times into a command encoder. One set of sizes per submit: uniforms are written at once. */
  encode(encoder: GPUCommandEncoder, sizes: Sizes = {}, repeat = 1): void {
    this.#update(sizes);
    let pass: GPUComputePassEncoder | undefined;
    for (let i = 0; i < repeat; i++) {
      for (const step of this.#steps) {
        if ('clear' in step) {
          pass?.end();
          pass = undefined;
          encoder.clearBuffer(step.clear.buffer, step.clear.offset, bytesOf(step.clear));
          continue;
        }
        const [x, y, z] = step.size;
        if (x * y * z === 0) continue;
        pass ??= encoder.beginComputePass({ label: this.label });
        pass.setPipeline(step.kernel.pipeline);
        pass.setBindGroup(0, step.group!);
        pass.dispatchWorkgroups(x, y, z);
        this.gpu.counters.dispatches++;
      }
    }
    pass?.end();
  }

  /** Encodes and submits. */
  run(sizes: Sizes = {}, repeat = 1): void {
    const encoder = this.gpu.device.createCommandEncoder({ label: this.label });
    this.encode(encoder, sizes, repeat);
    this.gpu.submit(encoder.finish());
  }

  /** Frees the uniforms; the tensors belong to whoever made them. */
  destroy(): void {
    if (this.#uniforms) this.gpu.destroyBuffer(this.#uniforms);
  }
}
