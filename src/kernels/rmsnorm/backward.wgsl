// RMSNorm, gradient of the input: dx = dresidual + rstd · (h − x̂ · mean(h ⊙ x̂)) with h = weight ⊙ dy, x̂ = x · rstd; of a row
// that is not normed, dy is copied.

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
  let at = weight_start(row);
  var sum = vec4f();
  for (var i = lane; i < quads; i += LANES) {
    sum = fma(weight[at + i] * dy[start + i], x[start + i], sum);
  }
  let total = row_sum(sum, thread);
  if (!is_normed(row)) {
    for (var i = lane; i < quads; i += LANES) {
      dx[start + i] = dy[start + i];
    }
    return;
  }
  if (quads > 0u) {
    let scale = rstd[rstd_index(row)];
    let along = total * scale * scale / row_width();
    for (var i = lane; i < quads; i += LANES) {
      dx[start + i] = with_residual(start + i, scale * (weight[at + i] * dy[start + i] - along * x[start + i]));
    }
  }
}
