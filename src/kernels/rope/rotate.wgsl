// The rotation of the pairs (i, i + head_dim/2), two pairs at once: `low` holds two i, `high` their partners, `turn` is
// (cos, sin, cos, sin). The multiply-adds are explicit so that every kernel that includes this text rounds alike.
fn rotate(low: vec2f, high: vec2f, turn: vec4f) -> vec4f {
  return vec4f(fma(low, turn.xz, -(high * turn.yw)), fma(high, turn.xz, low * turn.yw));
}

// A thread owns two pairs of a head; ITEMS threads own those of a row. The text of the kernel declares `params.rows`, ITEMS
// and `turn_item`. Constants: QUARTER = head_dim/4, ROTATED = heads that turn, STRIDE = vec2s in a row of qkv.
@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (id.y * count.x + id.x) * THREADS + lane;
  let row = thread / ITEMS;
  if (row < params.rows) {
    turn_item(row, thread - row * ITEMS);
  }
}
