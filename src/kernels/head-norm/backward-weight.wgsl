// The gradient of both weights, q before k: the sums over rows and heads of dy ⊙ x̂. Constants are written into the text.

@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read> rstd: array<f32>;
@group(0) @binding(4) var<storage, read> dy: array<vec4f>;

fn term(row: u32, column: u32) -> vec4f {
  let of_k = column >= HEAD_QUADS;
  let first = select(0u, Q_HEADS, of_k);
  let last = select(Q_HEADS, NORMED, of_k);
  var sum = vec4f();
  for (var head = first; head < last; head++) {
    let i = (row * ALL + head) * HEAD_QUADS + column % HEAD_QUADS;
    sum += dy[i] * x[i] * rstd[row * NORMED + head];
  }
  return sum;
}
