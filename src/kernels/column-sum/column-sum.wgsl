// out[c] += Σ over rows of term(row, c): a workgroup owns QUADS · 4 columns; lane l of a column adds the rows
// l, l + LANES, … and one thread then adds the lanes' sums in order, so the result does not depend on scheduling.
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
  var sum = vec4f();
  if (column < params.width) {
    for (var row = local.y; row < params.rows; row += LANES) {
      sum += term(row, column);
    }
  }
  partial[local.y * QUADS + local.x] = sum;
  workgroupBarrier();
  if (local.y == 0u && column < params.width) {
    var total = vec4f();
    for (var i = 0u; i < LANES; i++) {
      total += partial[i * QUADS + local.x];
    }
    out[column] += total;
  }
}
