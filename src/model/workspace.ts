/** GPU memory of a plan: tensors that live as long as it, and a pool of scratch matrices that are reused while recording. */
import type { Gpu } from '../kernels/device/gpu';
import type { DType, Tensor } from '../kernels/device/tensor';

export class Workspace {
  readonly #tensors: Tensor[] = [];
  readonly #free = new Map<string, Tensor[]>();

  constructor(
    readonly gpu: Gpu,
    readonly label: string,
  ) {}

  /** A tensor for the workspace's lifetime. */
  tensor(label: string, shape: readonly number[], dtype: DType = 'f32'): Tensor {
    const tensor = this.gpu.tensor(`${this.label}: ${label}`, shape, dtype);
    this.#tensors.push(tensor);
    return tensor;
  }

  /** A scratch matrix [rows, width], until it is given back. */
  take(rows: number, width: number): Tensor {
    return this.#free.get(`${rows}x${width}`)?.pop() ?? this.tensor(`scratch ${rows}x${width}`, [rows, width]);
  }

  give(tensor: Tensor): void {
    const key = tensor.shape.join('x');
    const free = this.#free.get(key);
    if (free) free.push(tensor);
    else this.#free.set(key, [tensor]);
  }

  destroy(): void {
    this.gpu.free(...this.#tensors.splice(0));
    this.#free.clear();
  }
}
