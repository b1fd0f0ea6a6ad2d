// Generation: a row belongs to a slot, whose state is (token, position, generated, done).
@group(0) @binding(3) var<storage, read> state: array<vec4u>;
@group(0) @binding(4) var<storage, read> slots: array<u32>;

fn token(row: u32) -> u32 {
  return state[slots[row]].x;
}
