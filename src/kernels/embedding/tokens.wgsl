@group(0) @binding(3) var<storage, read> tokens: array<u32>;

fn token(row: u32) -> u32 {
  return tokens[row];
}
