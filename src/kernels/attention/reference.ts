/** Attention in float64: the definition that the kernels are compared with. */
import type { Heads } from './heads';

export interface Attended {
  /** [rows, heads·headDim]. */
  o: Float64Array;
  /** [rows, heads]. */
  lse: Float64Array;
}

/** Scores and their softmax of one row and head, over the keys of its span. */
function probabilities(qkv: ArrayLike<number>, spans: ArrayLike<number>, row: number, head: number, shape: Heads) {
  const { heads, kvHeads, headDim } = shape;
  const width = (heads + 2 * kvHeads) * headDim;
  const kvHead = Math.floor((head * kvHeads) / heads);
  const [first, keys] = [spans[2 * row], spans[2 * row + 1]];
  const q = row * width + head * headDim;
  const k = (j: number) => (first + j) * width + (heads + kvHead) * headDim;
  const v = (j: number) => k(j) + kvHeads * headDim;
  const s = Float64Array.from({ length: keys }, (_, j) => {
    let sum = 0;
    for (let d = 0; d < headDim; d++) sum += qkv[q + d] * qkv[k(j) + d];
    return sum / Math.sqrt(headDim);
  });
  const max = s.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = s.reduce((total, x) => total + Math.exp(x - max), 0);
  const lse = keys ? max + Math.log(sum) : 0;
  return { q, k, v, lse, p: s.map((x) => Math.exp(x - max) / sum) };
}

/** o[r] = Σ_j softmax_j(q_r·k_j/√headDim)·v_j over the rows j of spans[r]. qkv: [rows, (heads + 2·kvHeads)·headDim]. */
export function attention(qkv: ArrayLike<number>, spans: ArrayLike<number>, shape: Heads): Attended {
  const { heads, headDim } = shape;
  const rows = spans.length / 2;
  const o = new Float64Array(rows * heads * headDim);
  const lse = new Float64Array(rows * heads);
  for (let row = 0; row < rows; row++) {
    for (let head = 0; head < heads; head++) {
      const at = row * heads + head;
      const { v, p, lse: l } = probabilities(qkv, spans, row, head, shape);
      lse[at] = l;
      p.forEach((weight, j) => {
        for (let d = 0; d < headDim; d++) o[at * headDim + d] += weight * qkv[v(j) + d];
      });
    }
  }
  return { o, lse };
}

/** dqkv from the gradient of o. */
export function attentionBackward(
  qkv: ArrayLike<number>,
  spans: ArrayLike<number>,
  dout: ArrayLike<number>,
  shape: Heads,
): Float64Array {
  const { heads, headDim } = shape;
  const dqkv = new Float64Array(qkv.length);
  for (let row = 0; row < spans.length / 2; row++) {
    for (let head = 0; head < heads; head++) {
      const { q, k, v, p } = probabilities(qkv, spans, row, head, shape);
      const at = (row * heads + head) * headDim;
      const dp = p.map((_, j) => {
        let sum = 0;
        for (let d = 0; d < headDim; d++) sum += dout[at + d] * qkv[v(j) + d];
        return sum;
      });
      const delta = p.reduce((sum, weight, j) => sum + weight * dp[j], 0);
      p.forEach((weight, j) => {
        const ds = (weight * (dp[j] - delta)) / Math.sqrt(headDim);
        for (let d = 0; d < headDim; d++) {
          dqkv[q + d] += ds * qkv[k(j) + d];
          dqkv[k(j) + d] += ds * qkv[q + d];
          dqkv[v(j) + d] += weight * dout[at + d];
        }
      });
    }
  }
  return dqkv;
}
