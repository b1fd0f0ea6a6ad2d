// y = x · rstd · weight for every q and k head of a row, rstd = 1 / √(mean(x²) + eps); v heads are copied.

struct Params {
  rows: u32,
  width: u32,
  eps: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>; // q, then k
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> rstd: array<f32>;

fn row_main(row: u32, quads: u32, thread: u32) {
  if (quads == 0u) {
    return;
  }
  let start = row * HEAD_QUADS;
  if (!is_normed(row)) {
    for (var i = 0u; i < HEAD_QUADS; i++) {
      y[start + i] = x[start + i];
    }
    return;
  }
  var sum = vec4f();
  for (var i = 0u; i < HEAD_QUADS; i++) {
    sum = fma(x[start + i], x[start + i], sum);
  }
  let scale = inverseSqrt(((sum.x + sum.y) + (sum.z + sum.w)) / row_width() + params.eps);
  let at = weight_start(row);
  for (var i = 0u; i < HEAD_QUADS; i++) {
    y[start + i] = x[start + i] * scale * weight[at + i];
  }
  rstd[rstd_index(row)] = scale;
}
