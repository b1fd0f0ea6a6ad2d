// dx = rstd · (h − x̂ · mean(h ⊙ x̂)) with h = weight ⊙ dy, x̂ = x · rstd, for every q and k head of a row; dy of v heads is
// copied. One thread per head. Constants as in forward.wgsl.

struct Params {
  rows: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> rstd: array<f32>;
@group(0) @binding(4) var<storage, read> dy: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> dx: array<vec4f>;

fn head_main(row: u32, head: u32, start: u32) {
  if (head >= NORMED) {
    for (var i = 0u; i < QUADS; i++) {
      dx[start + i] = dy[start + i];
    }
    return;
  }
  let at = weight_start(head);
  var sum = vec4f();
  for (var i = 0u; i < QUADS; i++) {
    sum = fma(weight[at + i] * dy[start + i], x[start + i], sum);
  }
  let scale = rstd[row * NORMED + head];
  let along = ((sum.x + sum.y) + (sum.z + sum.w)) * scale * scale / f32(4u * QUADS);
  for (var i = 0u; i < QUADS; i++) {
    dx[start + i] = scale * (weight[at + i] * dy[start + i] - along * x[start + i]);
  }
}
