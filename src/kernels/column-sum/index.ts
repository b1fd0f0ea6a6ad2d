/** Sums over the rows of a matrix, in a fixed order: gradients of biases and of norm weights. */
import { type Deferred, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import kernel from './column-sum.wgsl?raw';
import plain from './term.wgsl?raw';

/**
 * Records out += Σ over rows of x. x: [rows, stride], of which the first `width` columns are summed; out: [width].
 * width and stride are multiples of 4.
 */
export function columnSum(
  plan: Plan,
  { x, out }: Record<'x' | 'out', Tensor>,
  { rows, width, stride = width }: { rows: Deferred<number>; width: number; stride?: number },
): void {
  columnSumTerms(plan, { label: 'column sum', term: plain, bind: { x }, out }, { rows, width, stride });
}

/**
 * Records out[c] += Σ over rows of term(row, c), for a term given in WGSL: `fn term(row: u32, column: u32) -> vec4f`, where
 * `column` counts vec4, with its storage bindings from 2 on; it may use `params.stride`, also in vec4.
 */
export function columnSumTerms(
  plan: Plan,
  { label, term, bind, out }: { label: string; term: string; bind: Record<string, Tensor>; out: Tensor },
  { rows, width, stride = width }: { rows: Deferred<number>; width: number; stride?: number },
): void {
  if (width % 4 || stride % 4)
    throw new RangeError(`${label}: width ${width} and stride ${stride} must be multiples of 4`);
  const { gpu, software } = plan;
  const constants = software ? { QUADS: 8, LANES: 1 } : { QUADS: 4, LANES: 64 };
  plan.add({
    kernel: gpu.kernel(label, term + kernel, constants),
    bind: { ...bind, out },
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width: width / 4, stride: stride / 4 }),
    grid: (sizes) => [resolve(rows, sizes) > 0 ? Math.ceil(width / 4 / constants.QUADS) : 0],
  });
}
