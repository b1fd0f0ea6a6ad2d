// LANES threads share a row; a workgroup has THREADS / LANES rows. The kernel declares `params.rows`, `params.width` and
// `row_main`, which every thread calls: beyond the last row with 0 quads, since there may be a barrier. The layout declares
// what depends on the kind of row: `is_normed`, `row_width`, `weight_start` and `rstd_index`.

var<workgroup> partial: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = (id.y * count.x + id.x) * (THREADS / LANES) + thread / LANES;
  row_main(row, select(0u, params.width / 4u, row < params.rows), thread);
}

// The sum over the lanes of a row. Every thread adds up its row's partial sums itself: one barrier instead of a tree of five,
// and an order that depends on nothing but the row.
fn row_sum(sum: vec4f, thread: u32) -> f32 {
  var total = (sum.x + sum.y) + (sum.z + sum.w);
  if (LANES > 1u) {
    partial[thread] = total;
    workgroupBarrier();
    total = 0.0;
    for (var i = 0u; i < LANES; i++) {
      total += partial[thread / LANES * LANES + i];
    }
  }
  return total;
}
