// LANES threads of one workgroup share a row. Every thread adds up all partial values itself, in the order of the lanes:
// two barriers per reduction, and a result that depends on nothing but the row.

var<workgroup> lane_values: array<vec2f, LANES>;
var<workgroup> lane_flag: u32;

fn row_index(id: vec3u, count: vec3u, local: vec3u) -> u32 {
  return id.y * count.x + id.x;
}

fn lanes_max(value: f32, lane: u32) -> f32 {
  workgroupBarrier();
  lane_values[lane] = vec2f(value, 0.0);
  workgroupBarrier();
  var highest = lane_values[0].x;
  for (var i = 1u; i < LANES; i++) {
    highest = max(highest, lane_values[i].x);
  }
  return highest;
}

fn lanes_sum(value: vec2f, lane: u32) -> vec2f {
  workgroupBarrier();
  lane_values[lane] = value;
  workgroupBarrier();
  var sum = lane_values[0];
  for (var i = 1u; i < LANES; i++) {
    sum += lane_values[i];
  }
  return sum;
}

// The index of the highest score, the lowest index among equals.
fn lanes_best(score: f32, index: u32, lane: u32) -> u32 {
  workgroupBarrier();
  lane_values[lane] = vec2f(score, bitcast<f32>(index));
  workgroupBarrier();
  var best = score;
  var at = index;
  for (var i = 0u; i < LANES; i++) {
    let other = bitcast<u32>(lane_values[i].y);
    let better = lane_values[i].x > best || (lane_values[i].x == best && other < at);
    best = select(best, lane_values[i].x, better);
    at = select(at, other, better);
  }
  return at;
}

// The flag of lane 0, in a form that the compiler knows to be the same in every lane.
fn lanes_flag(value: bool, lane: u32) -> bool {
  if (lane == 0u) {
    lane_flag = u32(value);
  }
  return workgroupUniformLoad(&lane_flag) != 0u;
}
