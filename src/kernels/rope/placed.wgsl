// Several rows of a slot, each at a position of its own.
@group(0) @binding(5) var<storage, read> positions: array<u32>;

fn position_of(row: u32, slot: u32) -> u32 {
  return positions[row];
}
