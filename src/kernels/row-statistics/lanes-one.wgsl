// One thread a row (software adapters: no barrier, and four rows side by side fill the vector unit).

fn lanes_max(value: f32, lane: u32) -> f32 {
  return value;
}

fn lanes_sum(value: vec2f, lane: u32) -> vec2f {
  return value;
}

fn lanes_flag(value: bool, lane: u32) -> bool {
  return value;
}
