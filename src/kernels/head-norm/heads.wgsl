// A row is one head, of HEAD_QUADS vec4s. A token has ALL heads: Q_HEADS of q, those of k (NORMED with q's), those of v.

fn is_normed(row: u32) -> bool {
  return row % ALL < NORMED;
}

fn row_width() -> f32 {
  return f32(4u * HEAD_QUADS);
}

// q's weight lies before k's.
fn weight_start(row: u32) -> u32 {
  return select(0u, HEAD_QUADS, row % ALL >= Q_HEADS);
}

fn rstd_index(row: u32) -> u32 {
  return row / ALL * NORMED + row % ALL;
}
