/** RMSNorm (Zhang & Sennrich 2019), forward and backward. */

import { columnSumTerms } from '../column-sum';
import { type Deferred, foldGrid, type Plan, resolve, type Sizes } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';
import backwardWeight from './backward-weight.wgsl?raw';
import forward from './forward.wgsl?raw';
import rowsText from './rows.wgsl?raw';

/** WGSL functions that rows.wgsl asks for, and the number of threads that share a row. */
export interface RowLayout {
  label: string;
  wgsl: string;
  lanes: number;
}

const THREADS = 64;

/** One weight for all rows. A barrier costs a software adapter more than a whole row: one thread per row there. */
const oneWeight = ({ software }: Plan): RowLayout => ({
  label: 'rmsnorm',
  wgsl: `fn is_normed(row: u32) -> bool { return true; }
fn row_width() -> f32 { return f32(params.width); }
fn weight_start(row: u32) -> u32 { return 0u; }
fn rstd_index(row: u32) -> u32 { return row; }
`,
  lanes: software ? 1 : 32,
});

/** The kernel over rows of one layout, and its grid. */
export function rowDispatch(
  { gpu }: Plan,
  pass: string,
  wgsl: string,
  { rows, width, layout }: { rows: Deferred<number>; width: number; layout: RowLayout },
) {
  if (width % 4) throw new RangeError(`${layout.label}: width ${width} must be a multiple of 4`);
  return {
    kernel: gpu.kernel(`${layout.label} ${pass}`, rowsText + layout.wgsl + wgsl, { THREADS, LANES: layout.lanes }),
    grid: (sizes: Sizes) => foldGrid(resolve(rows, sizes) * layout.lanes, THREADS),
  };
}

/** Records y = x · rstd · weight. x, y: [rows, width]; weight: [width]; rstd: [rows]. width is a multiple of 4. */
export function rmsnormForward(
  plan: Plan,
  { x, weight, y, rstd }: Record<'x' | 'weight' | 'y' | 'rstd', Tensor>,
  { rows, width, eps }: { rows: Deferred<number>; width: number; eps: number },
): void {
  plan.add({
    ...rowDispatch(plan, 'forward', forward, { rows, width, layout: oneWeight(plan) }),
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
  { dweight, ...bind }: InputGradientTensors & { dweight: Tensor },
  { rows, width }: { rows: Deferred<number>; width: number },
): void {
  inputGradient(plan, bind, { rows, width });
  const { x, rstd, dy } = bind;
  columnSumTerms(
    plan,
    { label: 'rmsnorm backward weight', term: backwardWeight, bind: { x, rstd, dy }, out: dweight },
    { rows, width },
  );
}

type InputGradientTensors = Record<'x' | 'weight' | 'rstd' | 'dy' | 'dx', Tensor> & { dresidual?: Tensor };

/** Records dx alone. */
export function inputGradient(
  plan: Plan,
  { dresidual, ...bind }: InputGradientTensors,
  { rows, width, layout = oneWeight(plan) }: { rows: Deferred<number>; width: number; layout?: RowLayout },
): void {
  plan.add({
    ...rowDispatch(plan, 'backward', backward + residual(dresidual !== undefined), { rows, width, layout }),
    bind: { ...bind, ...(dresidual && { dresidual }) },
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width }),
  });
}

const residual = (present: boolean): string =>
  present
    ? `@group(0) @binding(6) var<storage, read> dresidual: array<vec4f>;
fn with_residual(i: u32, dx: vec4f) -> vec4f { return dresidual[i] + dx; }`
    : 'fn with_residual(i: u32, dx: vec4f) -> vec4f { return dx; }';
