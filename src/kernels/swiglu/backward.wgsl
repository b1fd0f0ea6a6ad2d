// SwiGLU, gradients of gate and up from that of h = silu(gate) ⊙ up: with σ = sigmoid(gate),
// dup = dh · gate · σ and dgate = dh · up · σ · (1 + gate · (1 − σ)). LANES threads per row, THREADS / LANES rows per workgroup.

struct Params {
  rows: u32,
  /** Of h, in vec4. */
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gateUp: array<vec4f>;
@group(0) @binding(2) var<storage, read> dh: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dgateUp: array<vec4f>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = (id.y * count.x + id.x) * (THREADS / LANES) + thread / LANES;
  if (row >= params.rows) {
    return;
  }
  let h = row * params.width;
  for (var i = thread % LANES; i < params.width; i += LANES) {
    let g = 2u * h + i;
    let u = g + params.width;
    let gate = gateUp[g];
    // e ≤ 1, so neither overflow nor 0 · ∞ whatever the gate; both σ and 1 − σ are exact to the last bits.
    let e = exp(-abs(gate));
    let near = 1.0 / (1.0 + e);
    let far = e * near;
    let positive = gate >= vec4f();
    let sigmoid = select(far, near, positive);
    let complement = select(near, far, positive);
    let d = dh[h + i] * sigmoid;
    dgateUp[g] = d * gateUp[u] * fma(gate, complement, vec4f(1.0));
    dgateUp[u] = d * gate;
  }
}
