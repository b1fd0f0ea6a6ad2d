/**
 * A compiled WGSL kernel. Its bindings and its uniform struct are read from the WGSL text itself, so TypeScript and WGSL
 * cannot drift apart: bindings are given by their WGSL names, uniforms as an object of the struct's fields.
 */
import {
  makeBindGroupLayoutDescriptors,
  makeShaderDataDefinitions,
  makeStructuredView,
  type StructuredView,
} from 'webgpu-utils';
import { bytesOf, type Tensor } from './tensor';

/** Every kernel's entry point. */
const ENTRY = 'main';
/** Every kernel's uniform variable, where it has one. */
const UNIFORMS = 'params';

export class Kernel {
  /** Fulfilled when the pipeline is compiled; rejected with the compiler's message. */
  readonly ready: Promise<void>;
  /** Storage bindings by WGSL name. */
  readonly bindings: ReadonlyMap<string, number>;
  readonly #definitions: ReturnType<typeof makeShaderDataDefinitions>;
  readonly #layout: GPUBindGroupLayout;
  #pipeline: GPUComputePipeline | undefined;

  constructor(
    private readonly device: GPUDevice,
    readonly label: string,
    readonly code: string,
  ) {
    const module = device.createShaderModule({ label, code });
    this.#definitions = makeShaderDataDefinitions(code);
    this.bindings = new Map(Object.entries(this.#definitions.storages).map(([name, { binding }]) => [name, binding]));
    const [descriptor] = makeBindGroupLayoutDescriptors(this.#definitions, { compute: { entryPoint: ENTRY } });
    this.#layout = device.createBindGroupLayout({ ...descriptor, label });
    const layout = device.createPipelineLayout({ label, bindGroupLayouts: [this.#layout] });
    this.ready = device
      .createComputePipelineAsync({ label, layout, compute: { module, entryPoint: ENTRY } })
      .then((pipeline) => {
        this.#pipeline = pipeline;
      });
    // Whoever needs the kernel awaits `ready`; until then a failure must not count as unhandled.
    this.ready.catch(() => {});
  }

  get pipeline(): GPUComputePipeline {
    if (!this.#pipeline) throw new Error(`${this.label} is used before gpu.compiled()`);
    return this.#pipeline;
  }

  /** A view of the uniform struct over `memory`; undefined for a kernel without uniforms. */
  uniforms(memory: ArrayBuffer, offset: number): StructuredView | undefined {
    const definition = this.#definitions.uniforms[UNIFORMS];
    return definition && makeStructuredView(definition, memory, offset);
  }

  get uniformBytes(): number {
    return this.#definitions.uniforms[UNIFORMS]?.size ?? 0;
  }

  /** The bind group of these tensors, named as in the WGSL. */
  bind(tensors: Record<string, Tensor>, uniforms?: GPUBufferBinding): GPUBindGroup {
    const entries: GPUBindGroupEntry[] = [];
    for (const [name, binding] of this.bindings) {
      const tensor = tensors[name];
      if (!tensor) throw new Error(`${this.label}: no tensor for ${name}`);
      const size = Math.min(Math.max(16, Math.ceil(bytesOf(tensor) / 16) * 16), tensor.buffer.size - tensor.offset);
      entries.push({ binding, resource: { buffer: tensor.buffer, offset: tensor.offset, size } });
    }
    for (const name of Object.keys(tensors)) {
      if (!this.bindings.has(name)) throw new Error(`${this.label} has no binding ${name}`);
    }
    const definition = this.#definitions.uniforms[UNIFORMS];
    if (definition) entries.push({ binding: definition.binding, resource: uniforms! });
    return this.device.createBindGroup({ label: this.label, layout: this.#layout, entries });
  }
}
