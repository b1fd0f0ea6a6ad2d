// The rotation of the pairs (i, i + head_dim/2), two pairs at once: `low` holds two i, `high` their partners, `turn` is
// (cos, sin, cos, sin). The multiply-adds are explicit so that every kernel that includes this text rounds alike.
fn rotate(low: vec2f, high: vec2f, turn: vec4f) -> vec4f {
  return vec4f(fma(low, turn.xz, -(high * turn.yw)), fma(high, turn.xz, low * turn.yw));
}
