/**
 * AdamW (Loshchilov & Hutter 2019) on flat arenas of parameters, with the global gradient norm clipped (Pascanu et al.
 * 2013). The norm, the clip and the decision to skip a step stay on the GPU.
 */
import type { Gpu } from '../device/gpu';
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import adamw from './adamw.wgsl?raw';
import clipText from './clip.wgsl?raw';
import squareSum from './square-sum.wgsl?raw';

const THREADS = 64;
/** Most workgroups of an arena's sum of squares, and the vec4s that a thread adds before there are more workgroups. */
const MAX_GROUPS = 1024;
const MIN_QUADS = 16;

/** The decisions of the global norm; see `createClip`. */
export interface Clip {
  /** f32 [4]: norm before clipping, scale, 1 when this step is skipped, number of steps skipped so far. */
  result: Tensor;
  /** Sums of squares, one per thread of each arena's sum. */
  partials: Tensor;
}

/** The memory of the global norm over these gradients. */
export function createClip(gpu: Gpu, gradients: readonly Tensor[]): Clip {
  const groups = gradients.reduce((sum, gradient) => sum + squareSumGroups(gradient), 0);
  return { result: gpu.tensor('clip', [4]), partials: gpu.tensor('clip partials', [groups * THREADS]) };
}

/** Workgroups of an arena's sum of squares. */
const squareSumGroups = ({ size }: Tensor): number => Math.min(MAX_GROUPS, Math.ceil(size / 4 / MIN_QUADS / THREADS));

/**
 * Records the norm over all gradient arenas and what follows from it: scale = min(1, max_grad_norm / (norm + 1e-6)). A norm
 * that is not finite marks the step as skipped. An arena's memory is whole vec4; what lies beyond its size there is zero.
 */
export function globalNorm(
  plan: Plan,
  { gradients, clip }: { gradients: readonly Tensor[]; clip: Clip },
  { maxGradNorm }: { maxGradNorm: Deferred<number> },
): void {
  const { gpu, software } = plan;
  let first = 0;
  for (const arena of gradients) {
    const groups = squareSumGroups(arena);
    const threads = groups * THREADS;
    plan.add({
      kernel: gpu.kernel('square sum', squareSum, { THREADS }),
      bind: { gradients: arena, partials: clip.partials },
      uniforms: { size: Math.ceil(arena.size / 4), threads, first },
      grid: [groups],
    });
    first += threads;
  }
  plan.add({
    // One workgroup: wide on hardware, but a barrier costs a software adapter by the thread.
    kernel: gpu.kernel('clip', clipText, { THREADS: software ? 16 : 256 }),
    bind: { partials: clip.partials, clip: clip.result },
    uniforms: (sizes) => ({ count: first, maxNorm: resolve(maxGradNorm, sizes) }),
    grid: [1],
  });
}

interface AdamWOptions {
  learningRate: Deferred<number>;
  /** Number of this update, from 1, for the bias correction. Whoever counts skipped steps leaves them out. */
  step: Deferred<number>;
  beta1: number;
  beta2: number;
  eps: number;
  weightDecay: number;
}

/**
 * Records one step on an arena: decoupled weight decay of the first `decayed` elements, gradients clipped as `globalNorm`
 * decided and then zeroed. A skipped step only zeroes the gradients. All tensors: f32 of one size.
 */
export function adamwStep(
  plan: Plan,
  {
    weights,
    gradients,
    m,
    v,
    clip,
    decayed,
  }: Record<'weights' | 'gradients' | 'm' | 'v', Tensor> & { clip: Clip; decayed: number },
  { learningRate, step, beta1, beta2, eps, weightDecay }: AdamWOptions,
): void {
  const quads = Math.ceil(weights.size / 4);
  plan.add({
    kernel: plan.gpu.kernel('adamw', adamw, { THREADS }),
    bind: { weights, gradients, m, v, clip: clip.result },
    uniforms: (sizes) => {
      const rate = resolve(learningRate, sizes);
      const t = resolve(step, sizes);
      return {
        size: quads,
        decayed,
        beta1,
        beta2,
        oneMinusBeta1: 1 - beta1,
        oneMinusBeta2: 1 - beta2,
        eps,
        rate: rate / (1 - beta1 ** t),
        correction: 1 / Math.sqrt(1 - beta2 ** t),
        decay: rate * weightDecay,
      };
    },
    grid: foldGrid(quads, THREADS),
  });
}
