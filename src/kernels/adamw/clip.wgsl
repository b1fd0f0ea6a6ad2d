// From the partial sums of squares: the norm, the factor that clips it, and whether the step must be skipped.

struct Params {
  count: u32,
  maxNorm: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
/** (norm, scale, skip, number of steps skipped so far). */
@group(0) @binding(2) var<storage, read_write> clip: array<f32>;

var<workgroup> sums: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < params.count; i += THREADS) {
    sum += partials[i];
  }
  sums[thread] = sum;
  workgroupBarrier();
  if (thread == 0u) {
    var total = 0.0;
    for (var i = 0u; i < THREADS; i++) {
      total += sums[i];
    }
    let norm = sqrt(total);
    // By bits: WGSL lets a compiler assume that no number is infinite or NaN.
    let skip = (bitcast<u32>(total) & 0x7f800000u) == 0x7f800000u;
    clip[0] = norm;
    clip[1] = select(min(1.0, params.maxNorm / (norm + 1e-6)), 0.0, skip);
    clip[2] = select(0.0, 1.0, skip);
    clip[3] += select(0.0, 1.0, skip);
  }
}
