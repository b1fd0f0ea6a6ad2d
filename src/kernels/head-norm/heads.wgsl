// A thread owns one head of a row. The text of the kernel declares `params.rows` and `head_main`.

fn weight_start(head: u32) -> u32 {
  return select(0u, QUADS, head >= Q_HEADS);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = (id.y * count.x + id.x) * THREADS + lane;
  let row = item / ALL;
  if (row < params.rows) {
    head_main(row, item - row * ALL, item * QUADS);
  }
}
