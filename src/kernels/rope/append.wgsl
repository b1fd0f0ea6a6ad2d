// New tokens of slots: rotates q in place, writes rotated k and v to the cache row of the token, and the span of cache rows
// that the token sees. `position_of` is declared by the text before this one; a row without a position gets an empty span,
// and nothing else of it changes.
// Constants besides those of rotate.wgsl: VALUES = v heads, KEPT = q heads, CACHE_STRIDE = vec2s in a cache row.

struct Params {
  rows: u32,
  slots: u32,
  max_length: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> qkv: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> cache: array<vec2f>;
@group(0) @binding(3) var<storage, read> table: array<vec4f>;
@group(0) @binding(4) var<storage, read> slots: array<u32>;
@group(0) @binding(6) var<storage, read_write> spans: array<vec2u>;

const ITEMS = (ROTATED + VALUES) * QUARTER;

fn turn_item(row: u32, item: u32) {
  let slot = slots[row];
  let position = position_of(row, min(slot, params.slots - 1u));
  let alive = slot < params.slots && position < params.max_length;
  let first = slot * params.max_length;
  if (item == 0u) {
    spans[row] = select(vec2u(), vec2u(first, position + 1u), alive);
  }
  if (!alive) {
    return;
  }
  let head = item / QUARTER;
  let i = item - head * QUARTER;
  let at = row * STRIDE + head * 2u * QUARTER + i;
  var pairs = vec4f(qkv[at], qkv[at + QUARTER]);
  if (head < ROTATED) {
    pairs = rotate(pairs.xy, pairs.zw, table[position * QUARTER + i]);
  }
  if (head < KEPT) {
    qkv[at] = pairs.xy;
    qkv[at + QUARTER] = pairs.zw;
  } else {
    let to = (first + position) * CACHE_STRIDE + (head - KEPT) * 2u * QUARTER + i;
    cache[to] = pairs.xy;
    cache[to + QUARTER] = pairs.zw;
  }
}
