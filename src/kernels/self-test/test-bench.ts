/** Where a kernel meets its reference: random inputs, one run, the worst error. */
import { Random } from '../../common/random';
import type { Heads } from '../attention';
import type { Gpu } from '../device/gpu';
import { Plan } from '../device/plan';
import type { DType, Tensor } from '../device/tensor';

/** The sequences and heads that the checks of attention and its neighbours run on. */
export const LENGTHS = [1, 9, 70];
export const HEADS: Heads = { heads: 4, kvHeads: 2, headDim: 16 };

/** Tensors and plans of one check. */
export class TestBench {
  readonly #random: Random;
  readonly #tensors: Tensor[] = [];

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
    return this.own(this.gpu.tensorFrom('self-test', shape, values, dtype));
  }

  /** A tensor of zeros. */
  zeros(...shape: number[]): Tensor {
    return this.own(this.gpu.tensor('self-test', shape));
  }

  /** Takes over a tensor, to free it when the check is over. */
  own(tensor: Tensor): Tensor {
    this.#tensors.push(tensor);
    return tensor;
  }

  /** Records, runs once, and gives what these tensors hold then; frees the tensors of the check. */
  async outputs(record: (plan: Plan) => void, wanted: Tensor[]): Promise<ArrayLike<number>[]> {
    const plan = new Plan(this.gpu, 'self-test');
    record(plan);
    await plan.seal();
    plan.run();
    const got = await this.gpu.read(...wanted);
    plan.destroy();
    this.gpu.free(...this.#tensors);
    return got;
  }

  /** The worst error of these tensors against their references, after one run of what is recorded. */
  async compare(record: (plan: Plan) => void, ...wanted: [Tensor, ArrayLike<number>][]): Promise<number> {
    const got = await this.outputs(
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
