// dx[last[s]] = dscores[s] · weight: one thread for each vec4 of a sequence's last row. No two sequences share a row.

struct Params {
  sequences: u32,
  /** In vec4. */
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> dscores: array<f32>;
@group(0) @binding(2) var<storage, read> last: array<u32>;
@group(0) @binding(3) var<storage, read> weight: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> dx: array<vec4f>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (id.y * count.x + id.x) * THREADS + thread;
  let sequence = index / params.width;
  if (sequence >= params.sequences) {
    return;
  }
  let column = index % params.width;
  dx[last[sequence] * params.width + column] = dscores[sequence] * weight[column];
}
