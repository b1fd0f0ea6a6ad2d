/** Causal grouped-query attention (Vaswani et al. 2017; Ainslie et al. 2023) over packed sequences or a KV cache. */
import type { Gpu } from '../device/gpu';
import { fold, type Live, live, type Plan } from '../device/plan';
import type { Tensor } from '../device/tensor';
import { generateForward, type Variant } from './generate';
import { cacheWidth, checkHeads, type Heads, packedWidth } from './heads';

export { cacheWidth, type Heads, packedWidth } from './heads';
export { type Packing, packSequences } from './packing';

export type AttentionSizes = Heads & { rows: Live<number> };

/**
 * Records o = softmax(q·kᵀ/√headDim)·v and lse = log Σ exp(q·kᵀ/√headDim), row by row. The keys of row r are the rows
 * `spans[r]` = (first, number) of `kv`; a row without keys gives o = 0 and lse = 0.
 *
 * q: [rows, (heads + 2·kvHeads)·headDim]; kv: the same tensor for `keys: 'packed'`, or for `keys: 'cache'` rows of
 * [k heads | v heads]; spans: u32 [rows, 2]; o: [rows, heads·headDim]; lse: [rows, heads]. Training, prefill and decoding
 * run the same text over keys in the same order, so the same keys give the same bits.
 */
export function attentionForward(
  plan: Plan,
  tensors: Record<'q' | 'kv' | 'spans' | 'o' | 'lse', Tensor>,
  { rows, keys, ...heads }: AttentionSizes & { keys: 'packed' | 'cache' },
): void {
  const variant = variantOf(plan.gpu, heads);
  const packed = keys === 'packed';
  const kOffset = packed ? heads.heads * heads.headDim : 0;
  plan.add({
    kernel: plan.gpu.kernel('attention forward', generateForward(variant)),
    bind: tensors,
    uniforms: (sizes) => ({
      rows: live(rows, sizes),
      q_stride: packedWidth(heads) / 4,
      kv_stride: (packed ? packedWidth(heads) : cacheWidth(heads)) / 4,
      k_offset: kOffset / 4,
      v_offset: (kOffset + heads.kvHeads * heads.headDim) / 4,
    }),
    grid: (sizes) => fold(Math.ceil(live(rows, sizes) / variant.threads) * (variant.heads / variant.shared)),
  });
}

/** One variant for all numbers of rows: a row must not change when their number does. */
function variantOf(_gpu: Gpu, heads: Heads): Variant {
  checkHeads(heads);
  const group = heads.heads / heads.kvHeads;
  // Registers limit how many heads can share a key.
  const most = Math.max(1, Math.floor(32 / (heads.headDim / 4)));
  let shared = Math.min(group, most);
  while (group % shared) shared--;
  return { heads: heads.heads, kvHeads: heads.kvHeads, headDim: heads.headDim, threads: 64, shared, block: 4 };
}
