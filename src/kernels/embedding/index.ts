/** Token embeddings: a gather of rows, and the sum of gradients by token. */
import { type Deferred, foldGrid, type Plan, resolve } from '../device/plan';
import type { Tensor } from '../device/tensor';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';
import slotsText from './slots.wgsl?raw';
import tokensText from './tokens.wgsl?raw';

/** Threads per workgroup, and threads per row. */
function shape({ software }: Plan, width: number) {
  if (width % 4) throw new RangeError(`embedding: width ${width} must be a multiple of 4`);
  return { THREADS: 64, LANES: software ? 4 : 32 };
}

/** Records y = table[tokens]. tokens: u32 [rows]; table: [vocabulary, width]; y: [rows, width]. width is a multiple of 4. */
export function embeddingForward(
  plan: Plan,
  { tokens, table, y }: Record<'tokens' | 'table' | 'y', Tensor>,
  sizes: { rows: Deferred<number>; width: number },
): void {
  gather(plan, tokensText, { tokens, table, y }, sizes);
}

/**
 * Records y[r] = table[token of slot slots[r]], for generation. state: u32 [slots, 4], each (token, position, generated,
 * done); slots: u32 [rows]; table: [vocabulary, width]; y: [rows, width].
 */
export function embeddingOfSlots(
  plan: Plan,
  { state, slots, table, y }: Record<'state' | 'slots' | 'table' | 'y', Tensor>,
  sizes: { rows: Deferred<number>; width: number },
): void {
  gather(plan, slotsText, { state, slots, table, y }, sizes);
}

function gather(
  plan: Plan,
  token: string,
  bind: Record<string, Tensor>,
  { rows, width }: { rows: Deferred<number>; width: number },
): void {
  const constants = shape(plan, width);
  plan.add({
    kernel: plan.gpu.kernel('embedding forward', token + forward, constants),
    bind,
    uniforms: (sizes) => ({ rows: resolve(rows, sizes), width: width / 4, vocabulary: bind.table.size / width }),
    grid: (sizes) => foldGrid(resolve(rows, sizes) * constants.LANES, constants.THREADS),
  });
}

/**
 * Records dtable[token] += Σ of dy over the token's positions. order: u32 [rows] and ranges: u32 [distinct, 4] from
 * `sortTokens`; dy: [rows, width]; dtable: [vocabulary, width]. `distinct` is the number of distinct tokens.
 */
export function embeddingBackward(
  plan: Plan,
  { order, ranges, dy, dtable }: Record<'order' | 'ranges' | 'dy' | 'dtable', Tensor>,
  { distinct, width }: { distinct: Deferred<number>; width: number },
): void {
  const constants = shape(plan, width);
  plan.add({
    kernel: plan.gpu.kernel('embedding backward', backward, constants),
    bind: { order, ranges, dy, dtable },
    uniforms: (sizes) => ({ distinct: resolve(distinct, sizes), width: width / 4 }),
    grid: (sizes) => foldGrid(resolve(distinct, sizes) * constants.LANES, constants.THREADS),
  });
}

/** Positions grouped by token: what `embeddingBackward` needs in place of float atomics. */
interface SortedTokens {
  /** Positions, ascending within a token. */
  order: Uint32Array<ArrayBuffer>;
  /** (token, first, end, 0) for each distinct token, ascending: its positions are order[first … end − 1]. */
  ranges: Uint32Array<ArrayBuffer>;
  /** How many distinct tokens there are, at most min(vocabulary, tokens.length). */
  distinct: number;
}

/** Counting sort of positions by token. Throws RangeError on a token outside the vocabulary. */
export function sortTokens(tokens: ArrayLike<number>, vocabulary: number): SortedTokens {
  const next = new Uint32Array(vocabulary + 1);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!(Number.isInteger(token) && token >= 0 && token < vocabulary)) {
      throw new RangeError(`token ${token} at position ${i} is outside the vocabulary of ${vocabulary}`);
    }
    next[token + 1]++;
  }
  const ranges: number[] = [];
  for (let token = 0; token < vocabulary; token++) {
    const first = next[token];
    next[token + 1] += first;
    if (next[token + 1] > first) ranges.push(token, first, next[token + 1], 0);
  }
  const order = new Uint32Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) order[next[tokens[i]]++] = i;
  return { order, ranges: Uint32Array.from(ranges), distinct: ranges.length / 4 };
}
