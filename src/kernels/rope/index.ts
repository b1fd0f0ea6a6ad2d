/** Rotary positions (Su et al. 2021, RoFormer, eq. 34) in the half-split form of LLaMA, and what decoding keeps of them. */
import { cacheWidth, checkHeads, type Heads, packedWidth } from '../attention/heads';
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import append from './append.wgsl?raw';
import copy from './copy-prompt.wgsl?raw';
import next from './next.wgsl?raw';
import placed from './placed.wgsl?raw';
import rope from './rope.wgsl?raw';
import rotate from './rotate.wgsl?raw';

const THREADS = 64;

/**
 * cos and sin of position · theta^(−2i/headDim), computed in float64: [maxPositions, headDim/2, 2]. WGSL promises its own
 * sin and cos for small angles only.
 */
export function ropeTable(headDim: number, theta: number, maxPositions: number): Float32Array<ArrayBuffer> {
  const half = headDim / 2;
  const table = new Float32Array(maxPositions * headDim);
  for (let i = 0; i < half; i++) {
    const frequency = theta ** ((-2 * i) / headDim);
    for (let position = 0; position < maxPositions; position++) {
      const at = (position * half + i) * 2;
      table[at] = Math.cos(position * frequency);
      table[at + 1] = Math.sin(position * frequency);
    }
  }
  return table;
}

type RopeSizes = Heads & { rows: Deferred<number> };

/**
 * Records the rotation of q and k in place. qkv: [rows, (heads + 2·kvHeads)·headDim]; positions: u32 [rows], each below the
 * number of rows of `table`, which is `ropeTable`.
 */
export function ropeForward(
  plan: Plan,
  tensors: Record<'qkv' | 'table' | 'positions', Tensor>,
  sizes: RopeSizes,
): void {
  turn(plan, 'rope forward', tensors, sizes, 1);
}

/** Records the backward in place: the gradients of q and k, turned back. dqkv: as qkv. */
export function ropeBackward(
  plan: Plan,
  { dqkv, table, positions }: Record<'dqkv' | 'table' | 'positions', Tensor>,
  sizes: RopeSizes,
): void {
  turn(plan, 'rope backward', { qkv: dqkv, table, positions }, sizes, -1);
}

function turn(
  plan: Plan,
  label: string,
  bind: Record<'qkv' | 'table' | 'positions', Tensor>,
  sizes: RopeSizes,
  direction: 1 | -1,
): void {
  const constants = layout(sizes);
  const items = constants.ROTATED * constants.QUARTER;
  plan.add({
    kernel: plan.gpu.kernel(label, rotate + rope, constants),
    bind,
    uniforms: (now) => ({ rows: resolve(sizes.rows, now), direction }),
    grid: (now) => foldGrid(resolve(sizes.rows, now) * items, THREADS),
  });
}

/**
 * Records new tokens of slots: row r is a token of slot `slots[r]`. Rotates q in qkv in place, writes rotated k and v to row
 * slot · maxLength + position of the cache, and to `spans` the cache rows that the token sees: all up to its own, where the
 * rows of this call come to lie first.
 *
 * The position comes from `state` for the next token of every slot: u32 [slots, 4], (token, position, generated, done); a slot
 * that is done gets an empty span, and its cache stays as it is. With `positions`, u32 [rows], a slot may have several rows, no
 * pair of slot and position twice; a slot or a position that the cache does not have is left out.
 *
 * qkv: [rows, (heads + 2·kvHeads)·headDim]; cache: [slots · maxLength, 2·kvHeads·headDim]; table: `ropeTable` of at least
 * maxLength positions; slots: u32 [rows]; spans: u32 [rows, 2].
 */
export function ropeAppend(
  plan: Plan,
  tensors: Record<'qkv' | 'cache' | 'table' | 'slots' | 'spans', Tensor> & TokenPositions,
  { rows, maxLength, ...heads }: RopeSizes & { maxLength: number },
): void {
  const { headDim, kvHeads } = heads;
  if (tensors.table.size < maxLength * headDim) throw new RangeError(`the rope table is shorter than ${maxLength}`);
  const constants = {
    ...layout(heads),
    VALUES: kvHeads,
    KEPT: heads.heads,
    CACHE_STRIDE: cacheWidth(heads) / 2,
  };
  const items = (constants.ROTATED + constants.VALUES) * constants.QUARTER;
  const slots = Math.floor(tensors.cache.size / (maxLength * cacheWidth(heads)));
  const position = 'state' in tensors ? next : placed;
  plan.add({
    kernel: plan.gpu.kernel('rope append', position + rotate + append, constants),
    bind: tensors,
    uniforms: (now) => ({ rows: resolve(rows, now), slots, max_length: maxLength }),
    grid: (now) => foldGrid(resolve(rows, now) * items, THREADS),
  });
}

/** Where the positions of new tokens come from; see `ropeAppend`. */
export type TokenPositions = { state: Tensor } | { positions: Tensor };

/**
 * Records copies of prefilled prompts to the cache: rows `first` to `first + length` of qkv (rotated keys, values) become
 * the first rows of a slot. copies: u32 [copies, 4], (first, length, slot, 0), with lengths of at most maxLength.
 */
export function copyPrompt(
  plan: Plan,
  tensors: Record<'qkv' | 'cache' | 'copies', Tensor>,
  { copies, maxLength, ...heads }: Heads & { copies: Deferred<number>; maxLength: number },
): void {
  checkHeads(heads);
  const constants = {
    THREADS,
    STRIDE: packedWidth(heads) / 4,
    KEYS: (heads.heads * heads.headDim) / 4,
    CACHE_STRIDE: cacheWidth(heads) / 4,
  };
  plan.add({
    kernel: plan.gpu.kernel('copy prompt', copy, constants),
    bind: tensors,
    uniforms: (now) => ({ copies: resolve(copies, now), max_length: maxLength }),
    grid: (now) => foldGrid(resolve(copies, now)),
  });
}

function layout(heads: Heads) {
  checkHeads(heads);
  return {
    THREADS,
    QUARTER: heads.headDim / 4,
    ROTATED: heads.heads + heads.kvHeads,
    STRIDE: packedWidth(heads) / 2,
  };
}
