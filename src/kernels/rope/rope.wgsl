// Rotates the q and k heads of every row in place, by the angle of its position (direction 1) or back (direction -1).

struct Params {
  rows: u32,
  direction: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> qkv: array<vec2f>;
@group(0) @binding(2) var<storage, read> table: array<vec4f>;
@group(0) @binding(3) var<storage, read> positions: array<u32>;

const ITEMS = ROTATED * QUARTER;

fn turn_item(row: u32, item: u32) {
  let head = item / QUARTER;
  let i = item - head * QUARTER;
  let at = row * STRIDE + head * 2u * QUARTER + i;
  let turn = table[positions[row] * QUARTER + i] * vec2f(1.0, params.direction).xyxy;
  let rotated = rotate(qkv[at], qkv[at + QUARTER], turn);
  qkv[at] = rotated.xy;
  qkv[at + QUARTER] = rotated.zw;
}
