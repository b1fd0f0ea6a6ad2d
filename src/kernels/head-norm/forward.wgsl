// y = x · rstd · weight for every q and k head of a row, rstd = 1 / √(mean(x²) + eps); v heads are copied. One thread per head.
// Constants: QUADS = vec4s in a head, ALL = heads in a row, NORMED = q and k heads, Q_HEADS = q heads.

struct Params {
  rows: u32,
  eps: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>; // q, then k
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> rstd: array<f32>;

fn head_main(row: u32, head: u32, start: u32) {
  if (head >= NORMED) {
    for (var i = 0u; i < QUADS; i++) {
      y[start + i] = x[start + i];
    }
    return;
  }
  var sum = vec4f();
  for (var i = 0u; i < QUADS; i++) {
    sum = fma(x[start + i], x[start + i], sum);
  }
  let scale = inverseSqrt(((sum.x + sum.y) + (sum.z + sum.w)) / f32(4u * QUADS) + params.eps);
  for (var i = 0u; i < QUADS; i++) {
    y[start + i] = x[start + i] * scale * weight[weight_start(head) + i];
  }
  rstd[row * NORMED + head] = scale;
}
