/**
 * The tape: each operation records its forward dispatches at once and, for training, remembers how to record its backward.
 * `backward` then emits those in reverse order. The gradient of an activation is held by the activation; its memory goes
 * back to the pool as soon as the last operation that needs it is recorded, which is also the order of execution.
 */

import type { Heads } from '../kernels/attention';
import { columnSum } from '../kernels/column-sum';
import type { Deferred, Plan } from '../kernels/device/plan';
import type { Tensor } from '../kernels/device/tensor';
import { headNormBackward, headNormForward } from '../kernels/head-norm';
import { matmul, matmulSwiglu } from '../kernels/matmul';
import { rmsnormBackward, rmsnormForward } from '../kernels/rmsnorm';
import { swigluBackward } from '../kernels/swiglu';
import type { Parameter } from './parameters';
import type { Workspace } from './workspace';

/** A matrix [rows, width] on the tape. */
export interface Activation {
  value: Tensor;
  width: number;
  /** The gradient gathered so far, while the backward is being recorded. */
  gradient?: Tensor;
}

export class Tape {
  readonly #backward: ((plan: Plan) => void)[] = [];

  /** `rows` is the number of rows in use, at most `capacity`. Without `training` nothing is kept for a backward. */
  constructor(
    readonly plan: Plan,
    readonly workspace: Workspace,
    readonly rows: Deferred<number>,
    readonly capacity: number,
    readonly training: boolean,
  ) {}

  /** A new activation of this width, in memory of its own. */
  activation(label: string, width: number): Activation {
    return { value: this.workspace.tensor(label, [this.capacity, width]), width };
  }

  /** Remembers how to record the backward of what was just recorded. */
  onBackward(record: (plan: Plan) => void): void {
    if (this.training) this.#backward.push(record);
  }

  /** Records the backward of the whole tape into a plan. The gradient of the last activation must be set. */
  backward(plan: Plan): void {
    for (const record of this.#backward.splice(0).reverse()) record(plan);
  }

  /** x · weight (+ bias) (+ residual). */
  linear(
    x: Activation,
    p: Parameter,
    { bias, residual }: { bias?: Parameter; residual?: Activation } = {},
  ): Activation {
    const { rows, workspace } = this;
    const [k, n] = p.shape as readonly [number, number];
    const y = this.activation(p.name, n);
    matmul(
      this.plan,
      { a: x.value, b: p.weight, c: y.value, bias: bias?.weight, residual: residual?.value },
      { layout: 'nn', m: rows, n, k },
    );
    this.onBackward((plan) => {
      const dy = take(y);
      matmul(plan, { a: x.value, b: dy, c: p.gradient! }, { layout: 'tn', m: k, n, k: rows, accumulate: true });
      if (bias) columnSum(plan, { x: dy, out: bias.gradient! }, { rows, width: n });
      const dx = workspace.take(this.capacity, k);
      matmul(plan, { a: dy, b: p.weight, c: dx }, { layout: 'nt', m: rows, n: k, k: n });
      x.gradient = dx;
      // The residual stream passes its gradient on unchanged.
      if (residual) residual.gradient = dy;
      else workspace.give(dy);
    });
    return y;
  }

  /** RMSNorm. As the first user of its input it is the last to add to the input's gradient. */
  rmsnorm(x: Activation, p: Parameter, eps: number): Activation {
    const { rows, workspace } = this;
    const { width } = x;
    const y = this.activation(p.name, width);
    const rstd = workspace.tensor(`${p.name} rstd`, [this.capacity]);
    rmsnormForward(this.plan, { x: x.value, weight: p.weight, y: y.value, rstd }, { rows, width, eps });
    this.onBackward((plan) => {
      const dy = take(y);
      const dresidual = x.gradient;
      const dx = workspace.take(this.capacity, width);
      rmsnormBackward(
        plan,
        { x: x.value, weight: p.weight, rstd, dy, dx, dresidual, dweight: p.gradient! },
        { rows, width },
      );
      workspace.give(dy);
      if (dresidual) workspace.give(dresidual);
      x.gradient = dx;
    });
    return y;
  }

  /** RMSNorm of every head of q and k, v passed on. */
  headNorm(qkv: Activation, p: Parameter, heads: Heads, eps: number): Activation {
    const { rows, workspace } = this;
    const y = this.activation(p.name, qkv.width);
    const rstd = workspace.tensor(`${p.name} rstd`, [this.capacity, heads.heads + heads.kvHeads]);
    const given = { x: qkv.value, weight: p.weight, rstd };
    headNormForward(this.plan, { ...given, y: y.value }, { ...heads, rows, eps });
    this.onBackward((plan) => {
      const dy = take(y);
      const dx = workspace.take(this.capacity, qkv.width);
      headNormBackward(plan, { ...given, dy, dx, dweight: p.gradient! }, { ...heads, rows });
      workspace.give(dy);
      qkv.gradient = dx;
    });
    return y;
  }

  /** silu(x · gate) ⊙ (x · up), with gate and up side by side in one matrix. */
  swiglu(x: Activation, p: Parameter): Activation {
    const { rows, workspace } = this;
    const [k, both] = p.shape as readonly [number, number];
    const width = both / 2;
    const h = this.activation(`${p.name} swiglu`, width);
    const gateUp = this.activation(p.name, both).value;
    matmulSwiglu(this.plan, { a: x.value, b: p.weight, h: h.value, gateUp }, { m: rows, f: width, k });
    this.onBackward((plan) => {
      const dh = take(h);
      const dgateUp = workspace.take(this.capacity, both);
      swigluBackward(plan, { gateUp, dh, dgateUp }, { rows, width });
      workspace.give(dh);
      matmul(
        plan,
        { a: x.value, b: dgateUp, c: p.gradient! },
        { layout: 'tn', m: k, n: both, k: rows, accumulate: true },
      );
      const dx = workspace.take(this.capacity, k);
      matmul(plan, { a: dgateUp, b: p.weight, c: dx }, { layout: 'nt', m: rows, n: k, k: both });
      workspace.give(dgateUp);
      x.gradient = dx;
    });
    return h;
  }
}

/** The gradient of an activation, which must be there by now; the caller owns its memory from here on. */
export function take(activation: Activation): Tensor {
  const { gradient } = activation;
  if (!gradient) throw new Error(`${activation.value.label} has no gradient`);
  activation.gradient = undefined;
  return gradient;
}
