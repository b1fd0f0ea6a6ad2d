/** Checks of rotary positions, and of the cache that they write to. */
import { cacheWidth, packedWidth, packSequences } from '../attention';
import type { Plan } from '../device/plan';
import { copyPrompt, ropeAppend, ropeBackward, ropeForward, ropeTable } from '../rope';
import * as ropeReference from '../rope/reference';
import { HEADS, LENGTHS, type TestBench } from './test-bench';

export function checkRope(bench: TestBench, direction: 1 | -1): Promise<number> {
  const { positions: places, rows } = packSequences(LENGTHS);
  const theta = 10_000;
  const values = bench.normals(rows * packedWidth(HEADS));
  const qkv = bench.put(values);
  const table = bench.put(ropeTable(HEADS.headDim, theta, Math.max(...LENGTHS)));
  const positions = bench.put(places, 'u32');
  const record = (plan: Plan) =>
    direction > 0
      ? ropeForward(plan, { qkv, table, positions }, { rows, ...HEADS })
      : ropeBackward(plan, { dqkv: qkv, table, positions }, { rows, ...HEADS });
  return bench.compare(record, [qkv, ropeReference.rope(values, places, { ...HEADS, theta }, direction)]);
}

/** New tokens of two slots: one each, or some at places of their own. */
export function checkAppend(bench: TestBench, form: 'next' | 'several'): Promise<number> {
  const [theta, maxLength, own] = [10_000, 8, form === 'next' ? [1, 0] : [1, 0, 1]];
  const places = own.map((_, row) => 5 - 2 * row);
  const sizes = { rows: own.length, maxLength, ...HEADS };
  const [width, kept] = [packedWidth(HEADS), HEADS.heads * HEADS.headDim];
  const values = bench.normals(own.length * width);
  const turned = ropeReference.rope(values, places, { ...HEADS, theta });
  const wantedQkv = Float64Array.from(values);
  const wantedCache = new Float64Array(2 * maxLength * cacheWidth(HEADS));
  own.forEach((slot, row) => {
    const from = turned.subarray(row * width, (row + 1) * width);
    wantedQkv.set(from.subarray(0, kept), row * width);
    wantedCache.set(from.subarray(kept), (slot * maxLength + places[row]) * cacheWidth(HEADS));
  });
  const tensors = {
    qkv: bench.put(values),
    cache: bench.zeros(2 * maxLength, cacheWidth(HEADS)),
    table: bench.put(ropeTable(HEADS.headDim, theta, maxLength)),
    slots: bench.put(own, 'u32'),
    spans: bench.put(new Array(2 * own.length).fill(0), 'u32'),
  };
  // By slot: (token, position, generated, done).
  const state = bench.put([0, places[1], 0, 0, 0, places[0], 0, 0], 'u32');
  const positions = bench.put(places, 'u32');
  return bench.compare(
    (plan) => ropeAppend(plan, { ...tensors, ...(form === 'next' ? { state } : { positions }) }, sizes),
    [tensors.qkv, wantedQkv],
    [tensors.cache, wantedCache],
    [tensors.spans, own.flatMap((slot, row) => [slot * maxLength, places[row] + 1])],
  );
}

export function checkCopyPrompt(bench: TestBench): Promise<number> {
  const [maxLength, length, first, slot] = [8, 5, 2, 1];
  const [width, kept, cacheRow] = [packedWidth(HEADS), HEADS.heads * HEADS.headDim, cacheWidth(HEADS)];
  const values = bench.normals((first + length) * width);
  const wanted = new Float32Array(2 * maxLength * cacheRow);
  for (let row = 0; row < length; row++) {
    const from = (first + row) * width;
    wanted.set(values.subarray(from + kept, from + width), (slot * maxLength + row) * cacheRow);
  }
  const [qkv, cache] = [bench.put(values), bench.zeros(2 * maxLength, cacheRow)];
  const copies = bench.put([first, length, slot, 0], 'u32');
  return bench.compare(
    (plan) => copyPrompt(plan, { qkv, cache, copies }, { copies: 1, maxLength, ...HEADS }),
    [cache, wanted],
  );
}
