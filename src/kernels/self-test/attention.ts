/** Checks of attention, over packed sequences and over a cache. */
import { attentionBackward, attentionForward, cacheWidth, packedWidth, packSequences } from '../attention';
import * as attentionReference from '../attention/reference';
import { HEADS, LENGTHS, type TestBench } from './test-bench';

export function checkAttention(bench: TestBench): Promise<number> {
  const { rows, spans: keys } = packSequences(LENGTHS);
  const values = bench.normals(rows * packedWidth(HEADS));
  const reference = attentionReference.attention(values, keys, HEADS);
  const [qkv, spans] = [bench.put(values), bench.put(keys, 'u32')];
  const [o, lse] = [bench.zeros(rows, HEADS.heads * HEADS.headDim), bench.zeros(rows, HEADS.heads)];
  return bench.compare(
    (plan) => attentionForward(plan, { q: qkv, kv: qkv, spans, o, lse }, { rows, keys: 'packed', ...HEADS }),
    [o, reference.o],
    [lse, reference.lse],
  );
}

export function checkAttentionBackward(bench: TestBench): Promise<number> {
  const packing = packSequences(LENGTHS);
  const { rows } = packing;
  const width = HEADS.heads * HEADS.headDim;
  const [values, gradient] = [bench.normals(rows * packedWidth(HEADS)), bench.normals(rows * width)];
  const forward = attentionReference.attention(values, packing.spans, HEADS);
  const tensors = {
    qkv: bench.put(values),
    spans: bench.put(packing.spans, 'u32'),
    ends: bench.put(packing.ends, 'u32'),
    o: bench.put(forward.o),
    lse: bench.put(forward.lse),
    dO: bench.put(gradient),
    delta: bench.zeros(rows, HEADS.heads),
    dqkv: bench.zeros(rows, packedWidth(HEADS)),
  };
  return bench.compare(
    (plan) => attentionBackward(plan, tensors, { rows, ...HEADS }),
    [tensors.dqkv, attentionReference.attentionBackward(values, packing.spans, gradient, HEADS)],
  );
}

/** One query a sequence, its last row, over keys and values in the form of the cache. */
export function checkCachedAttention(bench: TestBench): Promise<number> {
  const { rows, spans } = packSequences(LENGTHS);
  const [width, kept] = [packedWidth(HEADS), cacheWidth(HEADS)];
  const values = bench.normals(rows * width);
  const lastRows = LENGTHS.map((_, s) => LENGTHS.slice(0, s + 1).reduce((a, b) => a + b, 0) - 1);
  const reference = attentionReference.attention(values, spans, HEADS);
  const outputs = HEADS.heads * HEADS.headDim;
  const q = bench.put(lastRows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]));
  const kv = bench.put(
    Float32Array.from({ length: rows * kept }, (_, i) => values[Math.floor(i / kept) * width + outputs + (i % kept)]),
  );
  const keys = bench.put(
    lastRows.flatMap((row) => [spans[2 * row], spans[2 * row + 1]]),
    'u32',
  );
  const [o, lse] = [bench.zeros(lastRows.length, outputs), bench.zeros(lastRows.length, HEADS.heads)];
  const sizes = { rows: lastRows.length, keys: 'cache', ...HEADS } as const;
  return bench.compare(
    (plan) => attentionForward(plan, { q, kv, spans: keys, o, lse }, sizes),
    [o, lastRows.flatMap((row) => [...reference.o.subarray(row * outputs, (row + 1) * outputs)])],
  );
}
