// y[row] = table[token(row)]. LANES threads per row. `token` is declared by the text before this one.

struct Params {
  rows: u32,
  /** In vec4. */
  width: u32,
  vocabulary: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> table: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = (id.y * count.x + id.x) * (THREADS / LANES) + thread / LANES;
  if (row >= params.rows) {
    return;
  }
  // The CPU has checked the tokens; the clamp only keeps a wrong one from reading foreign memory.
  let source = min(token(row), params.vocabulary - 1u) * params.width;
  for (var i = thread % LANES; i < params.width; i += LANES) {
    y[row * params.width + i] = table[source + i];
  }
}
