// RMSNorm: y = x · rstd · weight, rstd = 1 / √(mean(x²) + eps). One workgroup a row.
// Every thread adds up the 32 partial sums itself: one barrier instead of a tree of five, and a fixed order.

struct Params {
  rows: u32,
  width: u32,
  eps: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> rstd: array<f32>;

const THREADS = 32u;
var<workgroup> partial: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = id.y * count.x + id.x;
  if (row >= params.rows) {
    return;
  }
  let quads = params.width / 4u;
  let start = row * quads;
  var sum = vec4f();
  for (var i = lane; i < quads; i += THREADS) {
    let v = x[start + i];
    sum = fma(v, v, sum);
  }
  partial[lane] = (sum.x + sum.y) + (sum.z + sum.w);
  workgroupBarrier();
  var total = 0.0;
  for (var i = 0u; i < THREADS; i++) {
    total += partial[i];
  }
  let scale = inverseSqrt(total / f32(params.width) + params.eps);
  for (var i = lane; i < quads; i += THREADS) {
    y[start + i] = x[start + i] * scale * weight[i];
  }
  if (lane == 0u) {
    rstd[row] = scale;
  }
}
