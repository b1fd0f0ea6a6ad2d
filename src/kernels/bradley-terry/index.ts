/**
 * The loss of a reward model on pairs of which one is preferred (Bradley & Terry 1952; Stiennon et al. 2020): −log σ(R_c −
 * R_r). A sequence may be in several pairs: it is scored once, and its gradient is the sum over them.
 */
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

const THREADS = 64;

/** Fields of a row of `results`, in order. */
export const RESULT_FIELDS = ['margin', 'loss', 'slope'] as const;

/**
 * Records margin, loss and slope ∂loss/∂margin of every pair. scores: [sequences]; pairs: u32 [pairs, 2], chosen and
 * rejected; results: [pairs, 3] as RESULT_FIELDS.
 */
export function bradleyTerry(
  plan: Plan,
  bind: Record<'scores' | 'pairs' | 'results', Tensor>,
  { pairs }: { pairs: Deferred<number> },
): void {
  plan.add({
    kernel: plan.gpu.kernel('Bradley-Terry', forward, { THREADS }),
    bind,
    uniforms: (sizes) => ({ pairs: resolve(pairs, sizes) }),
    grid: (sizes) => foldGrid(resolve(pairs, sizes), THREADS),
  });
}

/** Records dscores = weight · ∂(Σ losses)/∂scores from the results. dscores: [sequences]. */
export function bradleyTerryBackward(
  plan: Plan,
  bind: Record<'pairs' | 'results' | 'dscores', Tensor>,
  { sequences, pairs, weight }: Record<'sequences' | 'pairs' | 'weight', Deferred<number>>,
): void {
  plan.add({
    kernel: plan.gpu.kernel('Bradley-Terry backward', backward, { THREADS }),
    bind,
    uniforms: (sizes) => ({
      sequences: resolve(sequences, sizes),
      pairs: resolve(pairs, sizes),
      weight: resolve(weight, sizes),
    }),
    grid: (sizes) => foldGrid(resolve(sequences, sizes), THREADS),
  });
}
