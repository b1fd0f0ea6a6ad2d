// scores[s] = x[last[s]] · weight: one thread per sequence.

struct Params {
  sequences: u32,
  /** In vec4. */
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
/** The row of each sequence's last token. */
@group(0) @binding(2) var<storage, read> last: array<u32>;
@group(0) @binding(3) var<storage, read> weight: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let sequence = (id.y * count.x + id.x) * THREADS + thread;
  if (sequence >= params.sequences) {
    return;
  }
  let row = last[sequence] * params.width;
  var sum = vec4f();
  for (var i = 0u; i < params.width; i++) {
    sum = fma(x[row + i], weight[i], sum);
  }
  scores[sequence] = (sum.x + sum.y) + (sum.z + sum.w);
}
