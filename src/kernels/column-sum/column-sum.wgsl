// out[c] += Σ over rows of term(row, c): a workgroup owns QUADS · 4 columns; lane l of a column adds the rows
// l, l + LANES, … and one thread then adds the lanes' sums in order, so the result does not depend on scheduling.
// (Software adapters take LANES = 1: a barrier costs them more than it brings.)
// `term` and its bindings are declared by the text before this one.

struct Params {
  rows: u32,
  /** In vec4. */
  width: u32,
  stride: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f>;

var<workgroup> partial: array<vec4f, QUADS * LANES>;

@compute @workgroup_size(QUADS, LANES)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let column = id.x * QUADS + local.x;
  let inside = column < params.width;
  let count = select(0u, (params.rows + LANES - 1u - local.y) / LANES, inside);
  var sum = vec4f();
  for (var i = 0u; i < count; i++) {
    sum += term(i * LANES + local.y, column);
  }
  if (LANES > 1u) {
    partial[local.y * QUADS + local.x] = sum;
    workgroupBarrier();
    sum = vec4f();
    if (local.y == 0u) {
      for (var i = 0u; i < LANES; i++) {
        sum += partial[i * QUADS + local.x];
      }
    }
  }
  if (local.y == 0u && inside) {
    out[column] += sum;
  }
}
