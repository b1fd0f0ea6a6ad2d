/** SwiGLU (Shazeer 2020), backward. The forward is an epilogue of the matrix product before it. */
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';

/**
 * Records the gradients of gate and up. gateUp, dgateUp: [rows, 2 · width], gate columns first; dh: [rows, width] is the
 * gradient of h = silu(gate) ⊙ up. width is a multiple of 4.
 */
export function swigluBackward(
  plan: Plan,
  { gateUp, dh, dgateUp }: Record<'gateUp' | 'dh' | 'dgateUp', Tensor>,
  { rows, width }: { rows: Deferred<number>; width: number },
): void {
  if (width % 4) throw new RangeError(`swiglu: width ${width} must be a multiple of 4`);
  const { gpu, software } = plan;
  const constants = { THREADS: 64, LANES: software ? 4 : 32 };
  plan.add({
    kernel: gpu.kernel('swiglu backward', backward, constants),
    bind: { gateUp, dh, dgateUp },
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width: width / 4 }),
    grid: (sizes) => foldGrid(resolve(rows, sizes) * constants.LANES, constants.THREADS),
  });
}
