// RMSNorm: y = x · rstd · weight, rstd = 1 / √(mean(x²) + eps).

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

fn row_main(row: u32, quads: u32, thread: u32) {
  let lane = thread % LANES;
  let start = row * quads;
  var sum = vec4f();
  for (var i = lane; i < quads; i += LANES) {
    let v = x[start + i];
    sum = fma(v, v, sum);
  }
  let total = row_sum(sum, thread);
  let scale = inverseSqrt(total / f32(params.width) + params.eps);
  for (var i = lane; i < quads; i += LANES) {
    y[start + i] = x[start + i] * scale * weight[i];
  }
  if (quads > 0u && lane == 0u) {
    rstd[row] = scale;
  }
}
