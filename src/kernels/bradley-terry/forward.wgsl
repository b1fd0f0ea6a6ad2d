// Bradley-Terry: the loss −log σ(m) of a pair's margin m = score[chosen] − score[rejected], and its slope. One thread per pair.

struct Params {
  pairs: u32,
}

struct Result {
  margin: f32,
  loss: f32,
  slope: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> scores: array<f32>;
/** (chosen, rejected) by sequence. */
@group(0) @binding(2) var<storage, read> pairs: array<vec2u>;
@group(0) @binding(3) var<storage, read_write> results: array<Result>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let pair = (id.y * count.x + id.x) * THREADS + thread;
  if (pair >= params.pairs) {
    return;
  }
  let margin = scores[pairs[pair].x] - scores[pairs[pair].y];
  // Only the exponential that cannot overflow is taken. log(1 + t) near 1 has an absolute error: a series for small t.
  let t = exp(-abs(margin));
  let log1p = select(log(1.0 + t), t * (1.0 - 0.5 * t), t < 1e-3);
  let loss = max(-margin, 0.0) + log1p;
  let slope = -select(1.0, t, margin >= 0.0) / (1.0 + t);
  results[pair] = Result(margin, loss, slope);
}
