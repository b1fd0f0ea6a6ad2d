/** Rotary positions in float64: the definition that the kernels are compared with. */
import type { Heads } from '../attention/heads';

/**
 * Rotates the q and k heads of every row: (x[i], x[i + h]) becomes (x[i]·cos − x[i + h]·sin, x[i + h]·cos + x[i]·sin) with
 * h = headDim/2 and the angle direction · position · theta^(−2i/headDim). qkv: [rows, (heads + 2·kvHeads)·headDim].
 */
export function rope(
  qkv: ArrayLike<number>,
  positions: ArrayLike<number>,
  { heads, kvHeads, headDim, theta }: Heads & { theta: number },
  direction: 1 | -1 = 1,
): Float64Array {
  const y = Float64Array.from(qkv);
  const width = (heads + 2 * kvHeads) * headDim;
  const half = headDim / 2;
  for (let row = 0; row < positions.length; row++) {
    for (let head = 0; head < heads + kvHeads; head++) {
      for (let i = 0; i < half; i++) {
        const angle = direction * positions[row] * theta ** ((-2 * i) / headDim);
        const at = row * width + head * headDim + i;
        y[at] = qkv[at] * Math.cos(angle) - qkv[at + half] * Math.sin(angle);
        y[at + half] = qkv[at + half] * Math.cos(angle) + qkv[at] * Math.sin(angle);
      }
    }
  }
  return y;
}
