/** RMSNorm (Zhang & Sennrich 2019), forward and backward. */

import { columnSumTerms } from '../column-sum';
import { type Deferred, foldGrid, type Plan, resolve, type Sizes } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';
import backwardWeight from './backward-weight.wgsl?raw';
import forward from './forward.wgsl?raw';
import rowsText from './rows.wgsl?raw';

/** The kernel over rows of a text, and its grid. A barrier costs a software adapter more than a whole row: one thread there. */
function rowDispatch(plan: Plan, label: string, wgsl: string, rows: Deferred<number>, width: number) {
  if (width % 4) throw new RangeError(`rmsnorm: width ${width} must be a multiple of 4`);
  const constants = { THREADS: 64, LANES: plan.software ? 1 : 32 };
  return {
    kernel: plan.gpu.kernel(label, rowsText + wgsl, constants),
    grid: (sizes: Sizes) => foldGrid(resolve(rows, sizes) * constants.LANES, constants.THREADS),
  };
}

/** Records y = x · rstd · weight. x, y: [rows, width]; weight: [width]; rstd: [rows]. width is a multiple of 4. */
export function rmsnormForward(
  plan: Plan,
  { x, weight, y, rstd }: Record<'x' | 'weight' | 'y' | 'rstd', Tensor>,
  { rows, width, eps }: { rows: Deferred<number>; width: number; eps: number },
): void {
  plan.add({
    ...rowDispatch(plan, 'rmsnorm forward', forward, rows, width),
    bind: { x, weight, y, rstd },
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width, eps }),
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
  plan.add({
    ...rowDispatch(plan, 'rmsnorm backward', backward + residual(dresidual !== undefined), rows, width),
    bind: { x, weight, rstd, dy, dx, ...(dresidual && { dresidual }) },
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width }),
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
