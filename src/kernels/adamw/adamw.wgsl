// AdamW: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − λ·decay·w − λ/(1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε),
// with the clipped gradient g, which is zeroed. One thread a vec4.

struct Params {
  /** In vec4. */
  size: u32,
  /** The first `decayed` elements decay. */
  decayed: u32,
  beta1: f32,
  beta2: f32,
  // The differences from 1 are taken in float64: in float32, 1 − 0.999 is wrong by 5e-5 of itself.
  oneMinusBeta1: f32,
  oneMinusBeta2: f32,
  eps: f32,
  /** λ / (1 − β₁ᵗ) */
  rate: f32,
  /** 1 / √(1 − β₂ᵗ) */
  correction: f32,
  /** λ · weight decay */
  decay: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> clip: vec4f;
@group(0) @binding(2) var<storage, read_write> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> gradients: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> v: array<vec4f>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = (id.y * count.x + id.x) * THREADS + thread;
  if (i >= params.size) {
    return;
  }
  if (clip.z == 0.0) {
    let g = gradients[i] * clip.y;
    let m1 = fma(m[i], vec4f(params.beta1), params.oneMinusBeta1 * g);
    let v1 = fma(v[i], vec4f(params.beta2), params.oneMinusBeta2 * g * g);
    let w = weights[i];
    let decays = i * 4u + vec4u(0u, 1u, 2u, 3u) < vec4u(params.decayed);
    let step = params.rate * m1 / (sqrt(v1) * params.correction + params.eps);
    m[i] = m1;
    v[i] = v1;
    weights[i] = w - (select(vec4f(), params.decay * w, decays) + step);
  }
  gradients[i] = vec4f();
}
