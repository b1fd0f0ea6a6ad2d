/** Where a kernel meets its reference: random inputs, one run, the worst error. */
import { Random } from '../../common/random';
import type { Gpu } from '../device/gpu';
import { Plan } from '../device/plan';
import type { DType, Tensor } from '../device/tensor';

/** Tensors and plans of one check. */
export class TestBench {
  readonly #random: Random;

  constructor(
    readonly gpu: Gpu,
    name: string,
  ) {
    this.#random = new Random(1, 'self-test', name);
  }

  normals(n: number): Float32Array {
    return Float32Array.from({ length: n }, () => this.#random.normal());
  }

  integers(n: number, below: number): number[] {
    return Array.from({ length: n }, () => this.#random.int(0, below - 1));
  }

  /** A tensor with these values. */
  put(values: ArrayLike<number>, dtype: DType = 'f32', shape: readonly number[] = [values.length]): Tensor {
    return this.gpu.tensorFrom('self-test', shape, values, dtype);
  }

  /** A tensor of zeros. */
  zeros(...shape: number[]): Tensor {
    return this.gpu.tensor('self-test', shape);
  }

  /** Records, runs once, and gives what these tensors hold then; frees what the check made. */
  async outputs(tensors: Tensor[], record: (plan: Plan) => void, wanted: Tensor[]): Promise<ArrayLike<number>[]> {
    const plan = new Plan(this.gpu, 'self-test');
    record(plan);
    await plan.seal();
    plan.run();
    const got = await this.gpu.read(...wanted);
    plan.destroy();
    this.gpu.free(...tensors);
    return got;
  }

  /** The worst error of these tensors against their references, after one run of what is recorded. */
  async compare(
    tensors: Tensor[],
    record: (plan: Plan) => void,
    wanted: [Tensor, ArrayLike<number>][],
  ): Promise<number> {
    const got = await this.outputs(
      tensors,
      record,
      wanted.map(([tensor]) => tensor),
    );
    return Math.max(...wanted.map(([, reference], i) => worstError(got[i], reference)));
  }
}

/** max |actual − expected| / max |expected|; padding beyond the reference does not count. */
export function worstError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return worst / (scale || 1);
}
