/** The three ways rows attend to one another, as the network's `Attention`: in training, in prefill and over a cache. */
import { attentionBackward, attentionForward, cacheWidth, type Heads } from '../kernels/attention';
import type { Deferred } from '../kernels/device/plan';
import type { Tensor } from '../kernels/device/tensor';
import { copyPrompt, ropeAppend, ropeBackward, ropeForward, type TokenPositions } from '../kernels/rope';
import type { ModelConfig } from './config';
import { attentionHeads } from './layout';
import type { Attention } from './network';
import { type Activation, type Tape, take } from './tape';
import type { Workspace } from './workspace';

/** Row tables of a packed batch; see `packSequences`. */
export interface PackedRows {
  table: Tensor;
  positions: Tensor;
  spans: Tensor;
  ends: Tensor;
}

/** Every row sees itself and the earlier rows of its sequence. */
export function packedAttention(heads: Heads, { table, positions, spans, ends }: PackedRows): Attention {
  return (tape, qkv, layer) => {
    const { rows, workspace, capacity } = tape;
    ropeForward(tape.plan, { qkv: qkv.value, table, positions }, { ...heads, rows });
    const { o, lse } = attend(tape, heads, layer, qkv, { kv: qkv.value, spans, keys: 'packed' });
    tape.onBackward((plan) => {
      const dO = take(o);
      const dqkv = workspace.take(capacity, qkv.width);
      const delta = workspace.take(capacity, heads.heads);
      attentionBackward(plan, { qkv: qkv.value, spans, ends, o: o.value, lse, dO, delta, dqkv }, { ...heads, rows });
      workspace.give(dO);
      workspace.give(delta);
      ropeBackward(plan, { dqkv, table, positions }, { ...heads, rows });
      qkv.gradient = dqkv;
    });
    return o;
  };
}

/** The keys and values of every slot, one tensor [slots · maxLength, 2 · kvHeads · headDim] per layer. */
export interface KvCache {
  layers: Tensor[];
  maxLength: number;
}

export function createCache(workspace: Workspace, config: ModelConfig, slots: number, maxLength: number): KvCache {
  const shape = [slots * maxLength, cacheWidth(attentionHeads(config))];
  const layers = Array.from({ length: config.num_hidden_layers }, (_, i) => workspace.tensor(`cache ${i}`, shape));
  return { layers, maxLength };
}

/** A packed batch of prompts, whose keys and values are then copied to the slots that continue them. */
export function prefillAttention(
  heads: Heads,
  packed: PackedRows,
  cache: KvCache,
  { copies, count }: { copies: Tensor; count: Deferred<number> },
): Attention {
  const attention = packedAttention(heads, packed);
  return (tape, qkv, layer) => {
    const o = attention(tape, qkv, layer);
    const tensors = { qkv: qkv.value, cache: cache.layers[layer], copies };
    copyPrompt(tape.plan, tensors, { ...heads, copies: count, maxLength: cache.maxLength });
    return o;
  };
}

/**
 * New tokens of slots, each of which sees what its slot has cached: with `state` one per slot, with `positions` several, as in
 * `ropeAppend`.
 */
export function cachedAttention(
  heads: Heads,
  rows: Record<'table' | 'slots' | 'spans', Tensor> & TokenPositions,
  cache: KvCache,
): Attention {
  return (tape, qkv, layer) => {
    const kv = cache.layers[layer];
    const sizes = { ...heads, rows: tape.rows, maxLength: cache.maxLength };
    ropeAppend(tape.plan, { qkv: qkv.value, cache: kv, ...rows }, sizes);
    return attend(tape, heads, layer, qkv, { kv, spans: rows.spans, keys: 'cache' }).o;
  };
}

function attend(
  tape: Tape,
  heads: Heads,
  layer: number,
  qkv: Activation,
  { kv, spans, keys }: { kv: Tensor; spans: Tensor; keys: 'packed' | 'cache' },
): { o: Activation; lse: Tensor } {
  const o = tape.activation(`attention ${layer}`, heads.heads * heads.headDim);
  const lse = tape.workspace.tensor(`attention ${layer} lse`, [tape.capacity, heads.heads]);
  attentionForward(tape.plan, { q: qkv.value, kv, spans, o: o.value, lse }, { ...heads, rows: tape.rows, keys });
  return { o, lse };
}
