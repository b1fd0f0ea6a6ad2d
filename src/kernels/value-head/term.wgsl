// What a sequence adds to the gradient of the head: its gradient times its last row.
@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read> last: array<u32>;
@group(0) @binding(4) var<storage, read> dscores: array<f32>;

fn term(sequence: u32, column: u32) -> vec4f {
  return dscores[sequence] * x[last[sequence] * params.stride + column];
}
