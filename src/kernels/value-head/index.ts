/** A scalar value head: a sequence's score is the product of its last token's hidden state with one vector. */
import { columnSumTerms } from '../column-sum';
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';
import term from './term.wgsl?raw';

const THREADS = 64;

interface ValueHeadSizes {
  sequences: Deferred<number>;
  /** A multiple of 4. */
  width: number;
}

/**
 * Records scores[s] = x[last[s]] · weight. x: [rows, width]; last: u32 [sequences], the row of each sequence's last token;
 * weight: [width]; scores: [sequences].
 */
export function valueHead(
  plan: Plan,
  { x, last, weight, scores }: Record<'x' | 'last' | 'weight' | 'scores', Tensor>,
  { sequences, width }: ValueHeadSizes,
): void {
  plan.add({
    kernel: plan.gpu.kernel('value head', forward, { THREADS }),
    bind: { x, last, weight, scores },
    uniforms: (sizes) => ({ sequences: resolve(sequences, sizes), width: quads(width) }),
    grid: (sizes) => foldGrid(resolve(sequences, sizes), THREADS),
  });
}

/**
 * Records dx = ∂/∂x, which is zero but in the last rows, and dweight += Σ dscores[s] · x[last[s]]. dscores: [sequences]; dx:
 * [rows, width]; dweight: [width]; the rest as in `valueHead`.
 */
export function valueHeadBackward(
  plan: Plan,
  { x, last, weight, dscores, dx, dweight }: Record<'x' | 'last' | 'weight' | 'dscores' | 'dx' | 'dweight', Tensor>,
  { sequences, width }: ValueHeadSizes,
): void {
  plan.clear(dx);
  plan.add({
    kernel: plan.gpu.kernel('value head backward', backward, { THREADS }),
    bind: { dscores, last, weight, dx },
    uniforms: (sizes) => ({ sequences: resolve(sequences, sizes), width: quads(width) }),
    grid: (sizes) => foldGrid(resolve(sequences, sizes) * quads(width), THREADS),
  });
  columnSumTerms(
    plan,
    { label: 'value head backward weight', term, bind: { x, last, dscores }, out: dweight },
    { rows: sequences, width },
  );
}

function quads(width: number): number {
  if (width % 4) throw new RangeError(`value head: width ${width} must be a multiple of 4`);
  return width / 4;
}
