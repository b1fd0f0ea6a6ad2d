// y[row] = table[token(row)]. One thread a vec4 of y. `token` is declared by the text before this one.

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
  let i = (id.y * count.x + id.x) * THREADS + thread;
  let row = i / params.width;
  if (row >= params.rows) {
    return;
  }
  // The CPU has checked the tokens; the clamp only keeps a wrong one from reading foreign memory.
  y[i] = table[min(token(row), params.vocabulary - 1u) * params.width + i % params.width];
}
