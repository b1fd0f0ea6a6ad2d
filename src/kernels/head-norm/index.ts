/** RMSNorm of every head of q and k (Qwen3; Henry et al. 2020), forward and backward. */
import { checkHeads, type Heads } from '../attention/heads';
import { columnSumTerms } from '../column-sum';
import { type Deferred, foldGrid, type Plan, resolve, type Sizes } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';
import backwardWeight from './backward-weight.wgsl?raw';
import forward from './forward.wgsl?raw';
import headsText from './heads.wgsl?raw';

const THREADS = 64;

type HeadNormSizes = Heads & { rows: Deferred<number> };

/** The number of heads in a row, and of those that are normed. */
const counts = ({ heads, kvHeads }: Heads) => ({ ALL: heads + 2 * kvHeads, NORMED: heads + kvHeads, Q_HEADS: heads });

/** The kernel over heads of a text, and its grid. */
function headDispatch(plan: Plan, label: string, wgsl: string, { rows, ...heads }: HeadNormSizes) {
  checkHeads(heads);
  const constants = { THREADS, QUADS: heads.headDim / 4, ...counts(heads) };
  return {
    kernel: plan.gpu.kernel(label, headsText + wgsl, constants),
    grid: (sizes: Sizes) => foldGrid(resolve(rows, sizes) * constants.ALL, THREADS),
  };
}

/**
 * Records y = x with every q and k head normed: x̂ · weight of its kind. x, y: [rows, (heads + 2·kvHeads)·headDim]; weight:
 * [2 · headDim], that of q and that of k; rstd: [rows, heads + kvHeads].
 */
export function headNormForward(
  plan: Plan,
  bind: Record<'x' | 'weight' | 'y' | 'rstd', Tensor>,
  { eps, ...heads }: HeadNormSizes & { eps: number },
): void {
  plan.add({
    ...headDispatch(plan, 'head norm forward', forward, heads),
    bind,
    uniforms: (sizes) => ({ rows: resolve(heads.rows, sizes), eps }),
  });
}

/** Records the gradients. Tensors as in the forward; dx, as x, is written and may not be dy; dweight is added to. */
export function headNormBackward(
  plan: Plan,
  { dweight, ...bind }: Record<'x' | 'weight' | 'rstd' | 'dy' | 'dx' | 'dweight', Tensor>,
  heads: HeadNormSizes,
): void {
  plan.add({
    ...headDispatch(plan, 'head norm backward', backward, heads),
    bind,
    uniforms: (sizes) => ({ rows: resolve(heads.rows, sizes) }),
  });
  const { x, rstd, dy } = bind;
  const constants = Object.entries({ HEAD_QUADS: heads.headDim / 4, ...counts(heads) });
  const term = constants.map(([name, value]) => `const ${name} = ${value}u;\n`).join('') + backwardWeight;
  columnSumTerms(
    plan,
    { label: 'head norm backward weight', term, bind: { x, rstd, dy }, out: dweight },
    { rows: heads.rows, width: 2 * heads.headDim },
  );
}
