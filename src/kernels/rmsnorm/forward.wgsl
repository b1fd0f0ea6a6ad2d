// RMSNorm: y = x · rstd · weight, rstd = 1 / √(mean(x²) + eps). LANES threads a row, THREADS / LANES rows a workgroup.
// Every thread adds up its row's partial sums itself: one barrier instead of a tree of five, and an order that depends on
// nothing but the row.

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

var<workgroup> partial: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (id.y * count.x + id.x) * (THREADS / LANES) + thread / LANES;
  let inside = row < params.rows;
  let quads = select(0u, params.width / 4u, inside);
  let start = row * quads;
  var sum = vec4f();
  for (var i = lane; i < quads; i += LANES) {
    let v = x[start + i];
    sum = fma(v, v, sum);
  }
  var total = (sum.x + sum.y) + (sum.z + sum.w);
  if (LANES > 1u) {
    partial[thread] = total;
    workgroupBarrier();
    total = 0.0;
    for (var i = 0u; i < LANES; i++) {
      total += partial[thread - lane + i];
    }
  }
  let scale = inverseSqrt(total / f32(params.width) + params.eps);
  for (var i = lane; i < quads; i += LANES) {
    y[start + i] = x[start + i] * scale * weight[i];
  }
  if (inside && lane == 0u) {
    rstd[row] = scale;
  }
}
