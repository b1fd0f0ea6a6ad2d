/** RMSNorm of every head of q and k (Qwen3; Henry et al. 2020), forward and backward. */
import { checkHeads, type Heads } from '../attention/heads';
import { columnSumTerms } from '../column-sum';
import { type Deferred, type Plan, resolve, type Sizes } from '../device/plan';
import type { Tensor } from '../device/tensor';
import { inputGradient, type RowLayout, rowDispatch } from '../rmsnorm';
import backwardWeight from './backward-weight.wgsl?raw';
import forward from './forward.wgsl?raw';
import headsText from './heads.wgsl?raw';

type HeadNormSizes = Heads & { rows: Deferred<number> };

const constantsText = ({ heads, kvHeads, headDim }: Heads): string =>
  Object.entries({ ALL: heads + 2 * kvHeads, NORMED: heads + kvHeads, Q_HEADS: heads, HEAD_QUADS: headDim / 4 })
    .map(([name, value]) => `const ${name} = ${value}u;\n`)
    .join('');

/** Every head as a row of RMSNorm, one thread each. */
function headRows({ rows, ...heads }: HeadNormSizes) {
  checkHeads(heads);
  const layout: RowLayout = { label: 'head norm', wgsl: constantsText(heads) + headsText, lanes: 1 };
  const all = heads.heads + 2 * heads.kvHeads;
  return { rows: (sizes: Sizes) => resolve(rows, sizes) * all, width: heads.headDim, layout };
}

/**
 * Records y = x with every q and k head normed: x̂ · weight of its kind. x, y: [rows, (heads + 2·kvHeads)·headDim]; weight:
 * [2 · headDim], that of q and that of k; rstd: [rows, heads + kvHeads].
 */
export function headNormForward(
  plan: Plan,
  bind: Record<'x' | 'weight' | 'y' | 'rstd', Tensor>,
  { eps, ...sizes }: HeadNormSizes & { eps: number },
): void {
  const heads = headRows(sizes);
  plan.add({
    ...rowDispatch(plan, 'forward', forward, heads),
    bind,
    uniforms: (given) => ({ rows: heads.rows(given), width: heads.width, eps }),
  });
}

/** Records the gradients. Tensors as in the forward; dx, as x, is written and may not be dy; dweight is added to. */
export function headNormBackward(
  plan: Plan,
  { dweight, ...bind }: Record<'x' | 'weight' | 'rstd' | 'dy' | 'dx' | 'dweight', Tensor>,
  sizes: HeadNormSizes,
): void {
  inputGradient(plan, bind, headRows(sizes));
  const { x, rstd, dy } = bind;
  columnSumTerms(
    plan,
    {
      label: 'head norm backward weight',
      term: constantsText(sizes) + backwardWeight,
      bind: { x, rstd, dy },
      out: dweight,
    },
    { rows: sizes.rows, width: 2 * sizes.headDim },
  );
}
