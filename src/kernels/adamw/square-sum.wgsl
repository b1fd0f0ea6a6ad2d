// partials[first + group] = Σ gradient² over the group's chunk of CHUNK vec4, each thread every THREADS-th of them.

struct Params {
  /** In vec4. */
  size: u32,
  first: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

var<workgroup> sums: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let end = min(params.size, (id.x + 1u) * CHUNK);
  var sum = vec4f();
  for (var i = id.x * CHUNK + thread; i < end; i += THREADS) {
    let g = gradients[i];
    sum = fma(g, g, sum);
  }
  sums[thread] = (sum.x + sum.y) + (sum.z + sum.w);
  workgroupBarrier();
  if (thread == 0u) {
    var total = 0.0;
    for (var i = 0u; i < THREADS; i++) {
      total += sums[i];
    }
    partials[params.first + id.x] = total;
  }
}
