/** RMSNorm (Zhang & Sennrich 2019), forward and backward. */

import { columnSumTerms } from '../column-sum';
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';
import backwardWeight from './backward-weight.wgsl?raw';
import forward from './forward.wgsl?raw';

/** Threads of a workgroup, and how many of them share a row: a barrier costs a software adapter more than a whole row. */
function shape({ software }: Plan, width: number) {
  if (width % 4) throw new RangeError(`rmsnorm: width ${width} must be a multiple of 4`);
  return { THREADS: 64, LANES: software ? 1 : 32 };
}

const groups = (rows: number, { THREADS, LANES }: ReturnType<typeof shape>) =>
  foldGrid(Math.ceil((rows * LANES) / THREADS));

/** Records y = x · rstd · weight. x, y: [rows, width]; weight: [width]; rstd: [rows]. width is a multiple of 4. */
export function rmsnormForward(
  plan: Plan,
  { x, weight, y, rstd }: Record<'x' | 'weight' | 'y' | 'rstd', Tensor>,
  { rows, width, eps }: { rows: Deferred<number>; width: number; eps: number },
): void {
  const constants = shape(plan, width);
  plan.add({
    kernel: plan.gpu.kernel('rmsnorm forward', forward, constants),
    bind: { x, weight, y, rstd },
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width, eps }),
    grid: (sizes) => groups(resolve(rows, sizes), constants),
  });
}

/**
 * Records the gradients. x, dy: [rows, width] and rstd: [rows], as in the forward; dx: [rows, width] is written, with
 * `dresidual` added where the residual stream has a gradient already; dweight: [width] is added to. dx may be neither of its
 * inputs.
 */
export function rmsnormBackward(
  plan: Plan,
  {
    x,
    weight,
    rstd,
    dy,
    dx,
    dresidual,
    dweight,
  }: Record<'x' | 'weight' | 'rstd' | 'dy' | 'dx' | 'dweight', Tensor> & { dresidual?: Tensor },
  { rows, width }: { rows: Deferred<number>; width: number },
): void {
  const constants = shape(plan, width);
  plan.add({
    kernel: plan.gpu.kernel('rmsnorm backward', backward + residual(dresidual !== undefined), constants),
    bind: { x, weight, rstd, dy, dx, ...(dresidual && { dresidual }) },
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width }),
    grid: (sizes) => groups(resolve(rows, sizes), constants),
  });
  columnSumTerms(
    plan,
    { label: 'rmsnorm backward weight', term: backwardWeight, bind: { x, rstd, dy }, out: dweight },
    { rows, width },
  );
}

const residual = (present: boolean): string =>
  present
    ? `@group(0) @binding(6) var<storage, read> dresidual: array<vec4f>;
fn residual(i: u32) -> vec4f { return dresidual[i]; }`
    : 'fn residual(i: u32) -> vec4f { return vec4f(); }';
