// The fused loss: a row of logits becomes log-prob and entropy, these the loss terms of the token, and the logits are
// overwritten by their gradient. Nothing of the size of the logits is kept besides the logits themselves.
//   dz_j = [G·(1[j = y] − p_j) + w_H·p_j·(log p_j + H)] / τ,   G = ∂total/∂log p_y.
// The terms are defined in reference.ts, one function there for each function here. CLIP, CISPO, …, K1, … are constants that
// come from the catalogue of losses.

struct Params {
  rows: u32,
  offset: u32,
  vocab: u32,
  stride: u32,
  write_gradient: u32,
  kind: u32,
  sequence_ratio: u32,
  kl_estimator: u32,
  inverse_temperature: f32,
  max_log_ratio: f32,
  low: f32,
  high: f32,
  low_value: f32,
  low_factor: f32,
  high_value: f32,
  high_factor: f32,
  delta: f32,
  cispo_min: f32,
  cispo_max: f32,
  sapo_temperature_pos: f32,
  sapo_temperature_neg: f32,
  vespo_k_pos: f32,
  vespo_lambda_pos: f32,
  vespo_k_neg: f32,
  vespo_lambda_neg: f32,
  dro_beta: f32,
  beta: f32,
  entropy_coef: f32,
  nll_alpha: f32,
}

struct Token {
  old_log_prob: f32,
  ref_log_prob: f32,
  advantage: f32,
  policy_weight: f32,
  kl_weight: f32,
  entropy_weight: f32,
  nll_weight: f32,
  sequence_log_ratio: f32,
}

struct Result {
  log_prob: f32,
  entropy: f32,
  ratio: f32,
  policy_loss: f32,
  kl: f32,
  total: f32,
  gradient_factor: f32,
  clip_region: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> logits: array<vec4f>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read> tokens: array<Token>;
@group(0) @binding(4) var<storage, read_write> results: array<Result>;

const INSIDE = 0.0;
const LOW = 1.0;
const HIGH = 2.0;
const DUAL = 3.0;
const MASKED = 4.0;

const RATIO_CLAMP = 20.0;
const K3_CLAMP = 10.0;

// eˣ − 1 without cancellation near 0.
fn expm1(x: f32) -> f32 {
  let series = x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0)))));
  return select(exp(x) - 1.0, series, abs(x) < 0.3);
}

struct PolicyTerm {
  loss: f32,
  g: f32,
  gradient_factor: f32,
  ratio: f32,
  clip_region: f32,
}

fn policy_term(lp: f32, token: Token) -> PolicyTerm {
  let a = token.advantage;
  let distance = lp - token.old_log_prob;
  let log_ratio = select(distance, token.sequence_log_ratio, params.sequence_ratio != 0u);
  let held = clamp(log_ratio, -RATIO_CLAMP, params.max_log_ratio);
  let r = exp(held);
  let slope = select(0.0, r, held == log_ratio);
  var clipped_side = INSIDE;
  if (a < 0.0 && r < params.low) {
    clipped_side = LOW;
  } else if (a > 0.0 && r > params.high) {
    clipped_side = HIGH;
  }
  switch (params.kind) {
    case CLIP: {
      if (a < 0.0 && r > params.delta) {
        return PolicyTerm(-a * params.delta, 0.0, 0.0, r, DUAL);
      }
      if (clipped_side == LOW) {
        return PolicyTerm(-a * params.low_value, -a * params.low_factor, params.low_factor, r, LOW);
      }
      if (clipped_side == HIGH) {
        return PolicyTerm(-a * params.high_value, -a * params.high_factor, params.high_factor, r, HIGH);
      }
      return PolicyTerm(-a * r, -a * slope, slope, r, INSIDE);
    }
    case CISPO: {
      let w = clamp(r, params.cispo_min, params.cispo_max);
      return PolicyTerm(-w * a * lp, -w * a, w, r, select(select(INSIDE, HIGH, w < r), LOW, w > r));
    }
    case CISPO_MASKED: {
      let w = select(0.0, r, clipped_side == INSIDE);
      return PolicyTerm(-w * a * lp, -w * a, w, r, clipped_side);
    }
    case REINFORCE_IS: {
      return PolicyTerm(-r * a * lp, -r * a, r, r, INSIDE);
    }
    case SAPO: {
      let tau = select(params.sapo_temperature_neg, params.sapo_temperature_pos, a > 0.0);
      let x = tau * (r - 1.0);
      let gate = 1.0 / (1.0 + exp(-x));
      // 1 − gate, without cancellation; far above the ratio 1 the gate is shut.
      let shut = 1.0 / (1.0 + exp(min(x, 80.0)));
      let gradient_factor = 4.0 * gate * shut * slope;
      return PolicyTerm(-a * gate * 4.0 / tau, -a * gradient_factor, gradient_factor, r, INSIDE);
    }
    case VESPO: {
      let k = select(params.vespo_k_pos, params.vespo_k_neg, a < 0.0);
      let lambda = max(select(params.vespo_lambda_pos, params.vespo_lambda_neg, a < 0.0), 1e-4);
      // From log 1e-8 on.
      let log_w = clamp(log_ratio, -18.420681, RATIO_CLAMP);
      let phi = exp(min(k * log_w - lambda * expm1(log_w), 80.0));
      return PolicyTerm(-phi * a * lp, -phi * a, phi, r, INSIDE);
    }
    case DRO: {
      let g = -(a - params.dro_beta * distance);
      let loss = -(a * lp - 0.5 * params.dro_beta * distance * distance);
      return PolicyTerm(loss, g, select(-g / a, 0.0, a == 0.0), r, INSIDE);
    }
    case REINFORCE, default: {
      return PolicyTerm(-a * lp, -a, 1.0, r, INSIDE);
    }
  }
}

// Value and derivative.
fn kl_term(lp: f32, ref_log_prob: f32) -> vec2f {
  let d = lp - ref_log_prob;
  switch (params.kl_estimator) {
    case K1: {
      return vec2f(d, 1.0);
    }
    case K2: {
      return vec2f(0.5 * d * d, d);
    }
    case K3, K3_STRAIGHT_THROUGH, default: {
      let held = clamp(d, -RATIO_CLAMP, RATIO_CLAMP);
      let rise = expm1(-held);
      let k3 = rise + held;
      let grad = select(0.0, -rise, held == d && k3 <= K3_CLAMP);
      return vec2f(min(k3, K3_CLAMP), select(grad, d, params.kl_estimator == K3_STRAIGHT_THROUGH));
    }
  }
}

fn row_main(row: u32, lane: u32) {
  let index = params.offset + row;
  let quads = params.stride / 4u;
  let start = row * quads;
  let y = targets[index];
  let token = tokens[index];
  let trained = token.policy_weight != 0.0 || token.kl_weight != 0.0 || token.entropy_weight != 0.0 || token.nll_weight != 0.0;
  if (y >= params.vocab || !trained) {
    if (params.write_gradient != 0u) {
      for (var i = lane; i < quads; i += LANES) {
        logits[start + i] = vec4f();
      }
    }
    if (lane == 0u) {
      results[index] = Result(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, MASKED);
    }
    return;
  }

  let row_y = start + y / 4u;
  let z_y = logits[row_y][y % 4u];
  let s = row_statistics(start, params.vocab, params.inverse_temperature, lane);
  let lp = row_log_prob(z_y, s.highest, params.inverse_temperature, s.log_sum);
  let policy = policy_term(lp, token);
  let kl = kl_term(lp, token.ref_log_prob);
  let kl_weight = params.beta * token.kl_weight;
  let entropy_weight = params.entropy_coef * token.entropy_weight;
  let nll_weight = params.nll_alpha * token.nll_weight;
  if (lane == 0u) {
    let total = token.policy_weight * policy.loss + kl_weight * kl.x - entropy_weight * s.entropy - nll_weight * lp;
    results[index] = Result(lp, s.entropy, policy.ratio, policy.loss, kl.x, total, policy.gradient_factor, policy.clip_region);
  }
  if (params.write_gradient == 0u) {
    return;
  }

  // All lanes have read z_y and the row: the reductions of row_statistics lie between those reads and these writes.
  let g = (token.policy_weight * policy.g + kl_weight * kl.y - nll_weight) * params.inverse_temperature;
  let h = entropy_weight * params.inverse_temperature;
  // −g·p + h·p·(log p + H) = p·(h·d + c)
  let c = h * (s.entropy - s.log_sum) - g;
  let inverse_sum = 1.0 / s.sum;
  for (var i = lane; i < quads; i += LANES) {
    let d = shifted(row_quad(start, i, params.vocab, LOWEST), s.highest, params.inverse_temperature);
    let p = exp(d) * inverse_sum;
    let column = vec4u(i * 4u) + vec4u(0u, 1u, 2u, 3u);
    let dz = p * fma(vec4f(h), d, vec4f(c)) + select(vec4f(), vec4f(g), column == vec4u(y));
    logits[start + i] = select(vec4f(), dz, column < vec4u(params.vocab));
  }
}
