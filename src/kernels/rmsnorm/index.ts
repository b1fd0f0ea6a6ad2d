/** RMSNorm (Zhang & Sennrich 2019), forward and backward. */

import { fold, type Live, live, type Plan } from '../device/plan';
import type { Tensor } from '../device/tensor';
import forward from './forward.wgsl?raw';

/** Records y = x · rstd · weight. x, y: [rows, width]; weight: [width]; rstd: [rows]. width is a multiple of 4. */
export function rmsnormForward(
  plan: Plan,
  { x, weight, y, rstd }: Record<'x' | 'weight' | 'y' | 'rstd', Tensor>,
  { rows, width, eps }: { rows: Live<number>; width: number; eps: number },
): void {
  plan.add({
    kernel: plan.gpu.kernel('rmsnorm forward', forward),
    bind: { x, weight, y, rstd },
    uniforms: (sizes) => ({ rows: live(rows, sizes), width, eps }),
    grid: (sizes) => fold(live(rows, sizes)),
  });
}
