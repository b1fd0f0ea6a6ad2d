// Decoding: a row is the next token of its slot, whose state is (token, position, generated, done).
@group(0) @binding(5) var<storage, read> state: array<vec4u>;

fn position_of(row: u32, slot: u32) -> u32 {
  let of_slot = state[slot];
  return select(of_slot.y, 0xffffffffu, of_slot.w != 0u);
}
