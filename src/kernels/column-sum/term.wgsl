@group(0) @binding(2) var<storage, read> x: array<vec4f>;

fn term(row: u32, column: u32) -> vec4f {
  return x[row * params.stride + column];
}
