// dscores[s] = weight · Σ of the slopes of the pairs in which s is chosen − Σ of those in which it is rejected. One thread
// per sequence, which goes through all pairs in order: there are few, and so no two threads add to the same sum.

struct Params {
  sequences: u32,
  pairs: u32,
  weight: f32,
}

struct Result {
  margin: f32,
  loss: f32,
  slope: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> pairs: array<vec2u>;
@group(0) @binding(2) var<storage, read> results: array<Result>;
@group(0) @binding(3) var<storage, read_write> dscores: array<f32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let sequence = (id.y * count.x + id.x) * THREADS + thread;
  if (sequence >= params.sequences) {
    return;
  }
  var sum = 0.0;
  for (var i = 0u; i < params.pairs; i++) {
    let pair = pairs[i];
    let slope = results[i].slope;
    sum += select(0.0, slope, pair.x == sequence) - select(0.0, slope, pair.y == sequence);
  }
  dscores[sequence] = params.weight * sum;
}
