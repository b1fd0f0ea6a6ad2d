// Copies the keys and values of a prefilled prompt to the beginning of a slot of the cache. One workgroup per slot.
// Constants in vec4s: STRIDE = a row of qkv, KEYS = where its keys begin, CACHE_STRIDE = a row of the cache.

struct Params {
  copies: u32,
  max_length: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> cache: array<vec4f>;
@group(0) @binding(3) var<storage, read> copies: array<vec4u>; // first row, rows, slot, unused

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = id.y * count.x + id.x;
  if (index >= params.copies) {
    return;
  }
  let copy = copies[index];
  let quads = min(copy.y, params.max_length) * CACHE_STRIDE;
  let to = copy.z * params.max_length * CACHE_STRIDE;
  for (var i = lane; i < quads; i += THREADS) {
    let row = i / CACHE_STRIDE;
    cache[to + i] = qkv[(copy.x + row) * STRIDE + KEYS + i - row * CACHE_STRIDE];
  }
}
