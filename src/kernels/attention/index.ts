/** Causal grouped-query attention (Vaswani et al. 2017; Ainslie et al. 2023) over packed sequences or a KV cache. */
import { type Deferred, foldGrid, type Plan, resolve, type Sizes } from '../device/plan';
import type { Tensor } from '../device/tensor';
import { generateForward, generateKeyBackward, generateQueryBackward, type Variant } from './generate';
import { checkHeads, type Heads } from './heads';

export { cacheWidth, type Heads, packedWidth } from './heads';
export { type Packing, packSequences } from './packing';

type AttentionSizes = Heads & { rows: Deferred<number> };

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
  const variant = chooseVariant(plan, heads);
  const packed = keys === 'packed';
  plan.add({
    kernel: plan.gpu.kernel('attention forward', generateForward(variant)),
    bind: tensors,
    uniforms: (sizes) => ({
      rows: resolve(rows, sizes),
      q_stride: heads.heads + 2 * heads.kvHeads,
      kv_stride: packed ? heads.heads + 2 * heads.kvHeads : 2 * heads.kvHeads,
      k_offset: packed ? heads.heads : 0,
      v_offset: packed ? heads.heads + heads.kvHeads : heads.kvHeads,
    }),
    grid: (sizes) => foldGrid(Math.ceil(resolve(rows, sizes) / variant.threads) * (variant.heads / variant.shared)),
  });
}

type BackwardTensors = Record<'qkv' | 'spans' | 'ends' | 'o' | 'lse' | 'dO' | 'delta' | 'dqkv', Tensor>;

/**
 * Records the gradients of q, k and v of a packed batch: all of dqkv, from dO, the gradient of o. delta: [rows, heads], where
 * Σ dO·o of every row and head is left; spans: u32 [rows, 2] and ends: u32 [rows], as `packSequences` makes them; the others
 * as in the forward. No atomics: one kernel owns rows of q, a second one rows of k and v.
 */
export function attentionBackward(
  plan: Plan,
  { qkv, spans, ends, o, lse, dO, delta, dqkv }: BackwardTensors,
  { rows, ...heads }: AttentionSizes,
): void {
  const variant = chooseVariant(plan, heads);
  const blocks = (sizes: Sizes) => Math.ceil(resolve(rows, sizes) / (variant.threads * variant.neighbours));
  const uniforms = (sizes: Sizes) => ({ rows: resolve(rows, sizes) });
  plan.add({
    kernel: plan.gpu.kernel('attention backward q', generateQueryBackward(variant)),
    bind: { qkv, spans, o, lse, dO, delta, dqkv },
    uniforms,
    grid: (sizes) => foldGrid(blocks(sizes) * (variant.heads / variant.shared)),
  });
  plan.add({
    kernel: plan.gpu.kernel('attention backward k, v', generateKeyBackward(variant)),
    bind: { qkv, ends, lse, dO, delta, dqkv },
    uniforms,
    grid: (sizes) => foldGrid(blocks(sizes) * variant.kvHeads),
  });
}

/** One variant for all numbers of rows: a row must not change when their number does. */
function chooseVariant({ software }: Plan, heads: Heads): Variant {
  checkHeads(heads);
  // A software adapter takes seconds to compile many registers, and gathers what a hardware cache would serve.
  const unrolled = !software || heads.headDim <= 32;
  const neighbours = software ? 2 : 1;
  // Registers limit how many heads can share a key.
  const most = unrolled ? Math.max(1, Math.floor(8 / (heads.headDim / 4))) : 1;
  const group = heads.heads / heads.kvHeads;
  let shared = Math.min(group, most);
  while (group % shared) shared--;
  return { ...heads, threads: 64, shared, block: unrolled ? 2 : 1, neighbours, unrolled };
}
