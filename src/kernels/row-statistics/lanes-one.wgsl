// One thread per row (software adapters: no barrier, and four rows side by side fill the vector unit).

fn row_index(id: vec3u, count: vec3u, local: vec3u) -> u32 {
  return (id.y * count.x + id.x) * ROWS + local.y;
}

fn lanes_max(value: f32, lane: u32) -> f32 {
  return value;
}

fn lanes_sum(value: vec2f, lane: u32) -> vec2f {
  return value;
}

fn lanes_best(score: f32, index: u32, lane: u32) -> u32 {
  return index;
}

fn lanes_flag(value: bool, lane: u32) -> bool {
  return value;
}
