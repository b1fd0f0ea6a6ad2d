// No truncation: the whole vocabulary is kept.

struct KeptSet {
  whole: bool,
}

fn kept_set(start: u32, highest: f32, lane: u32) -> KeptSet {
  return KeptSet(true);
}

fn is_kept(kept: KeptSet, z: vec4f, d: vec4f, column: vec4u) -> vec4<bool> {
  return vec4<bool>(true);
}

fn kept_weight(d: vec4f, keep: vec4<bool>) -> f32 {
  return 0.0;
}

fn record_truncated(cell: u32, log_prob: f32) {
}
