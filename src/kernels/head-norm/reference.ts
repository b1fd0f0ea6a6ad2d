/** RMSNorm of the heads of q and k in float64. */
import type { Heads } from '../attention/heads';
import { rmsnorm, rmsnormBackward } from '../rmsnorm/reference';

/** The q and k heads of rows [rows, (heads + 2·kvHeads)·headDim], each with its weight; v heads are left out. */
function* normedHeads(x: ArrayLike<number>, weight: ArrayLike<number>, { heads, kvHeads, headDim }: Heads) {
  const [values, weights] = [Array.from(x), Array.from(weight)];
  const width = (heads + 2 * kvHeads) * headDim;
  for (let row = 0; row < x.length; row += width) {
    for (let head = 0; head < heads + kvHeads; head++) {
      const at = row + head * headDim;
      const first = head < heads ? 0 : headDim;
      yield { at, first, x: values.slice(at, at + headDim), weight: weights.slice(first, first + headDim) };
    }
  }
}

/** y = rmsnorm of each q and k head; weight: [2 · headDim], that of q and that of k. v heads stay as they are. */
export function headNorm(
  x: ArrayLike<number>,
  weight: ArrayLike<number>,
  heads: Heads,
  eps: number,
): { y: Float64Array; rstd: Float64Array } {
  const y = Float64Array.from(x);
  const rstd: number[] = [];
  for (const head of normedHeads(x, weight, heads)) {
    const normed = rmsnorm(head.x, head.weight, eps);
    y.set(normed.y, head.at);
    rstd.push(normed.rstd[0]);
  }
  return { y, rstd: Float64Array.from(rstd) };
}

/** Gradients of Σ dy ⊙ y with respect to x and both weights. */
export function headNormBackward(
  x: ArrayLike<number>,
  weight: ArrayLike<number>,
  heads: Heads,
  eps: number,
  dy: ArrayLike<number>,
): { dx: Float64Array; dweight: Float64Array } {
  const dx = Float64Array.from(dy);
  const dweight = new Float64Array(weight.length);
  for (const head of normedHeads(x, weight, heads)) {
    const gradients = rmsnormBackward(head.x, head.weight, eps, Array.from(dy).slice(head.at, head.at + heads.headDim));
    dx.set(gradients.dx, head.at);
    gradients.dweight.forEach((value, i) => {
      dweight[head.first + i] += value;
    });
  }
  return { dx, dweight };
}
