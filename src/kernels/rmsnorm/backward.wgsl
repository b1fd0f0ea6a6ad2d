// RMSNorm, gradient of the input: dx = dresidual + rstd · (h − x̂ · mean(h ⊙ x̂)) with h = weight ⊙ dy, x̂ = x · rstd.

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

fn row_main(row: u32, quads: u32, thread: u32) {
  let lane = thread % LANES;
  let start = row * quads;
  var sum = vec4f();
  for (var i = lane; i < quads; i += LANES) {
    sum = fma(weight[i] * dy[start + i], x[start + i], sum);
  }
  let total = row_sum(sum, thread);
  if (quads > 0u) {
    let scale = rstd[row];
    let along = total * scale * scale / f32(params.width);
    for (var i = lane; i < quads; i += LANES) {
      dx[start + i] = residual(start + i) + scale * (weight[i] * dy[start + i] - along * x[start + i]);
    }
  }
}
