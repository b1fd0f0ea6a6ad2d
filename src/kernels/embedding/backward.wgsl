// dtable[token] += Σ of dy over the token's positions, in ascending order. LANES threads per distinct token.

struct Params {
  distinct: u32,
  /** In vec4. */
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
/** Positions, grouped by token. */
@group(0) @binding(1) var<storage, read> order: array<u32>;
/** (token, first, end, 0): the token's positions are order[first … end − 1]. */
@group(0) @binding(2) var<storage, read> ranges: array<vec4u>;
@group(0) @binding(3) var<storage, read> dy: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> dtable: array<vec4f>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let entry = (id.y * count.x + id.x) * (THREADS / LANES) + thread / LANES;
  if (entry >= params.distinct) {
    return;
  }
  let range = ranges[entry];
  for (var column = thread % LANES; column < params.width; column += LANES) {
    var sum = vec4f();
    for (var at = range.y; at < range.z; at++) {
      sum += dy[order[at] * params.width + column];
    }
    dtable[range.x * params.width + column] += sum;
  }
}
