// partials[first + t] = Σ gradient² over every params.threads-th vec4 from the t-th on. No barrier: one partial a thread.

struct Params {
  /** In vec4. */
  size: u32,
  /** Threads in all workgroups together. */
  threads: u32,
  /** Partials of the arenas before. */
  first: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var sum = vec4f();
  for (var i = id.x; i < params.size; i += params.threads) {
    let g = gradients[i];
    sum = fma(g, g, sum);
  }
  partials[params.first + id.x] = (sum.x + sum.y) + (sum.z + sum.w);
}
