/** Grouped-query attention (Ainslie et al. 2023): the number of heads, and the layout of a row of q, k and v in memory. */

export interface Heads {
  /** Query heads, a multiple of `kvHeads`. */
  heads: number;
  kvHeads: number;
  /** A multiple of 4, at most 128. */
  headDim: number;
}

/** Floats in a packed row: all q heads, then all k heads, then all v heads. */
export const packedWidth = ({ heads, kvHeads, headDim }: Heads): number => (heads + 2 * kvHeads) * headDim;

/** Floats in a row of the KV cache: all k heads, then all v heads. */
export const cacheWidth = ({ kvHeads, headDim }: Heads): number => 2 * kvHeads * headDim;

/** Throws a RangeError for heads that the kernels do not serve. */
export function checkHeads({ heads, kvHeads, headDim }: Heads): void {
  if (kvHeads < 1 || heads % kvHeads) throw new RangeError(`${heads} query heads cannot share ${kvHeads} key heads`);
  if (headDim < 4 || headDim > 128 || headDim % 4) {
    throw new RangeError(`head_dim is ${headDim}; it must be a multiple of 4 from 4 to 128`);
  }
}
