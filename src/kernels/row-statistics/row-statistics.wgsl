// What the sampler and the loss both need to know of a row of logits z at temperature τ, in one text, so that the log-prob
// of a rollout equals the log-prob of training bit for bit:
//   d = (z − max z) / τ,  S0 = Σ eᵈ,  S1 = Σ d·eᵈ,  log p_j = d_j − log S0,  entropy = log S0 − S1 / S0.
// Nothing large is ever exponentiated or subtracted, so logits of ±1e4 stay exact. Bit equality across shaders also asks
// for products and sums that no compiler may contract in one place and not in the other: hence the explicit fma.
//
// Needs LANES, ROWS and, of lanes-one.wgsl or lanes-many.wgsl, `row_index`, `lanes_max` and `lanes_sum`. The text of the kernel
// declares `params.rows`, the buffer `logits: array<vec4f>` and `row_main`, which every lane of a row calls.

const LOWEST = -3.4028234e38;
// e^−200 is 0 in f32. The clamp gives −∞ entries the weight 0 and keeps 0·∞ out of S1; finite entries lose nothing.
const NEGLIGIBLE = -200.0;
// Quads that are added up before they are added to the whole, 64 per lane.
const BLOCK = 64u * LANES;

struct RowStatistics {
  highest: f32,
  sum: f32,
  log_sum: f32,
  entropy: f32,
}

// A quad of the row; columns from `vocab` on are padding (whatever they hold) and become `fill`.
fn row_quad(start: u32, quad: u32, vocab: u32, fill: f32) -> vec4f {
  let z = logits[start + quad];
  let column = vec4u(quad * 4u) + vec4u(0u, 1u, 2u, 3u);
  return select(vec4f(fill), z, column < vec4u(vocab));
}

fn shifted(z: vec4f, highest: f32, inverse_temperature: f32) -> vec4f {
  return max((z - highest) * inverse_temperature, vec4f(NEGLIGIBLE));
}

// `start` is the row's first quad.
fn row_statistics(start: u32, vocab: u32, inverse_temperature: f32, lane: u32) -> RowStatistics {
  let full = vocab / 4u;
  let rest = vocab % 4u != 0u && full % LANES == lane;
  var top = vec4f(LOWEST);
  for (var i = lane; i < full; i += LANES) {
    top = max(top, logits[start + i]);
  }
  if (rest) {
    top = max(top, row_quad(start, full, vocab, LOWEST));
  }
  let highest = lanes_max(max(max(top.x, top.y), max(top.z, top.w)), lane);

  var s0 = vec4f();
  var s1 = vec4f();
  // Sums of sums: the rounding grows with the length of a block and the number of blocks, not with the vocabulary.
  for (var first = lane; first < full; first += BLOCK) {
    let last = min(first + BLOCK, full);
    var b0 = vec4f();
    var b1 = vec4f();
    for (var i = first; i < last; i += LANES) {
      let d = shifted(logits[start + i], highest, inverse_temperature);
      let e = exp(d);
      b0 += e;
      b1 = fma(d, e, b1);
    }
    s0 += b0;
    s1 += b1;
  }
  if (rest) {
    let d = shifted(row_quad(start, full, vocab, LOWEST), highest, inverse_temperature);
    // In a row where every logit is near LOWEST the fill would count.
    let e = select(vec4f(), exp(d), vec4u(full * 4u) + vec4u(0u, 1u, 2u, 3u) < vec4u(vocab));
    s0 += e;
    s1 = fma(d, e, s1);
  }
  let sums = lanes_sum(vec2f((s0.x + s0.y) + (s0.z + s0.w), (s1.x + s1.y) + (s1.z + s1.w)), lane);
  let log_sum = log(sums.x);
  return RowStatistics(highest, sums.x, log_sum, log_sum - sums.y / sums.x);
}

fn row_log_prob(z: f32, highest: f32, inverse_temperature: f32, log_sum: f32) -> f32 {
  return (z - highest) * inverse_temperature - log_sum;
}

@compute @workgroup_size(LANES, ROWS)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let row = row_index(id, count, local);
  if (row < params.rows) {
    row_main(row, local.x);
  }
}
