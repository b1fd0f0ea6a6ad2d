/**
 * A model's parameters on the GPU: weights and, for training, their gradients and AdamW's two moments, each as a flat
 * arena (more than one where a single binding would be too large), so that the optimizer is a few dispatches.
 */
import { InputError } from '../common/errors';
import { Random } from '../common/random';
import { GpuMemoryError } from '../kernels/device/errors';
import type { Gpu } from '../kernels/device/gpu';
import { roundUp, sizeOf, type Tensor, view } from '../kernels/device/tensor';
import type { ModelConfig } from './config';
import { fromHuggingFace, type ParameterSpec, parameterLayout, toHuggingFace } from './layout';

/** Parameters start at multiples of this many floats: the default alignment of storage bindings, 256 bytes. */
const ALIGNMENT = 64;

export interface Parameter extends ParameterSpec {
  weight: Tensor;
  /** Only with `training`. */
  gradient?: Tensor;
  /** Index of the arena, and the first element there. */
  arena: number;
  start: number;
}

/** Parameters that are updated together. Matrices, which decay, come first: `decayed` elements of them. */
interface Arena {
  weights: Tensor;
  decayed: number;
  training?: { gradients: Tensor; m: Tensor; v: Tensor };
}

type HuggingFaceTensors = ReadonlyMap<string, { shape: readonly number[]; data: ArrayLike<number> }>;

export class Parameters {
  readonly arenas: Arena[];
  readonly #byName = new Map<string, Parameter>();

  constructor(
    private readonly gpu: Gpu,
    readonly config: ModelConfig,
    { training }: { training: boolean },
  ) {
    const limit = Math.min(gpu.device.limits.maxStorageBufferBindingSize, gpu.device.limits.maxBufferSize) / 4;
    const groups: { specs: { spec: ParameterSpec; start: number }[]; size: number; decayed: number }[] = [];
    for (const spec of parameterLayout(config)) {
      const size = roundUp(sizeOf(spec.shape), ALIGNMENT);
      if (size > limit) {
        throw new GpuMemoryError(
          `${spec.name} [${spec.shape.join(', ')}] is larger than this adapter's largest binding`,
        );
      }
      let group = groups.at(-1);
      if (!group || group.size + size > limit) {
        group = { specs: [], size: 0, decayed: 0 };
        groups.push(group);
      }
      group.specs.push({ spec, start: group.size });
      group.size += size;
      if (spec.decayed) group.decayed = group.size;
    }
    this.arenas = groups.map(({ specs, size, decayed }, index) => {
      const make = (label: string) => gpu.tensor(`${label} ${index}`, [size]);
      const weights = make('weights');
      const arena: Arena = { weights, decayed };
      if (training) arena.training = { gradients: make('gradients'), m: make('adam m'), v: make('adam v') };
      for (const { spec, start } of specs) {
        const weight = view(weights, spec.name, start, spec.shape);
        const gradient = arena.training && view(arena.training.gradients, `d ${spec.name}`, start, spec.shape);
        this.#byName.set(spec.name, { ...spec, weight, gradient, arena: index, start });
      }
      return arena;
    });
  }

  /** A parameter by Kata's name, for example `layers.0.qkv`. */
  get(name: string): Parameter {
    const parameter = this.#byName.get(name);
    if (!parameter) throw new Error(`no parameter ${name}`);
    return parameter;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  all(): Parameter[] {
    return [...this.#byName.values()];
  }

  /**
   * Random weights: normal with deviation 0.02, the matrices that write into the residual stream scaled by 1/√(2·layers)
   * (Radford et al. 2019), norms one, biases zero. A function of the seed and the parameter's name.
   */
  initialise(seed: number): void {
    const residual = 0.02 / Math.sqrt(2 * this.config.num_hidden_layers);
    for (const { name, shape, weight } of this.all()) {
      const random = new Random(seed, 'initialise', name);
      const deviation = /\.(o|down)$/.test(name) ? residual : 0.02;
      const values = new Float32Array(sizeOf(shape));
      if (shape.length === 2) for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
      else values.fill(name.endsWith('norm') ? 1 : 0);
      this.gpu.write(weight, values);
    }
  }

  /** Loads Hugging Face tensors (names and shapes already checked). */
  load(tensors: HuggingFaceTensors): void {
    for (const parameter of this.all()) {
      this.gpu.write(
        parameter.weight,
        fromHuggingFace(parameter, (name) => tensors.get(name)!.data),
      );
    }
  }

  /** The weights, or their gradients, as Hugging Face tensors. */
  async export(what: 'weight' | 'gradient' = 'weight'): Promise<Map<string, { shape: number[]; data: Float32Array }>> {
    const parameters = this.all();
    const values = await this.gpu.read(...parameters.map((parameter) => parameter[what]!));
    const tensors = parameters.flatMap((parameter, i) => toHuggingFace(parameter, values[i]));
    return new Map(tensors.map(({ name, shape, data }) => [name, { shape, data }]));
  }

  /** AdamW's moments in Kata's layout, as `m.<name>` and `v.<name>`. */
  async moments(): Promise<Map<string, { shape: readonly number[]; data: Float32Array }>> {
    const moments = this.#moments();
    const values = await this.gpu.read(...moments.map(({ tensor }) => tensor));
    return new Map(
      moments.map(({ name, tensor }, i) => [name, { shape: tensor.shape, data: values[i] as Float32Array }]),
    );
  }

  /** Loads what `moments` gave; `source` names the file in errors. */
  loadMoments(tensors: HuggingFaceTensors, source: string): void {
    for (const { name, tensor } of this.#moments()) {
      const stored = tensors.get(name);
      if (stored?.shape.join() !== tensor.shape.join()) {
        throw new InputError(
          `${source}: ${name} of shape [${tensor.shape}] is ${stored ? `[${stored.shape}]` : 'missing'}`,
        );
      }
      this.gpu.write(tensor, stored.data);
    }
  }

  #moments(): { name: string; tensor: Tensor }[] {
    return this.all().flatMap(({ name, shape, arena, start }) =>
      (['m', 'v'] as const).map((moment) => ({
        name: `${moment}.${name}`,
        tensor: view(this.arenas[arena].training![moment], `${moment}.${name}`, start, shape),
      })),
    );
  }

  destroy(): void {
    for (const { weights, training } of this.arenas) {
      this.gpu.free(weights);
      if (training) this.gpu.free(training.gradients, training.m, training.v);
    }
  }
}
