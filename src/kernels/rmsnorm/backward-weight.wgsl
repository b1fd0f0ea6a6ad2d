// RMSNorm, gradient of the weight: the column sums of dy ⊙ x̂.

@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read> rstd: array<f32>;
@group(0) @binding(4) var<storage, read> dy: array<vec4f>;

fn term(row: u32, column: u32) -> vec4f {
  let i = row * params.stride + column;
  return dy[i] * x[i] * rstd[row];
}
