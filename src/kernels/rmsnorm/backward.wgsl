// RMSNorm, gradient of the input: dx = dresidual + rstd · (h − x̂ · mean(h ⊙ x̂)) with h = weight ⊙ dy, x̂ = x · rstd.
// LANES threads a row, THREADS / LANES rows a workgroup.

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> rstd: array<f32>;
@group(0) @binding(4) var<storage, read> dy: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> dx: array<vec4f>;

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
    sum = fma(weight[i] * dy[start + i], x[start + i], sum);
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
  if (inside) {
    let scale = rstd[row];
    let along = total * scale * scale / f32(params.width);
    for (var i = lane; i < quads; i += LANES) {
      dx[start + i] = residual(start + i) + scale * (weight[i] * dy[start + i] - along * x[start + i]);
    }
  }
}
