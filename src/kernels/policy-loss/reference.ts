/**
 * The definition of every loss, in float64. Minimised per token: ℓ(lp) with lp = log π(y|·) at the sampling temperature,
 * g = ∂ℓ/∂lp with the stop-gradients of the papers held fixed, and the gradient factor F with g = −A·F.
 */
import type { KlEstimator } from '../../losses/catalogue';
import { getLoss, type PolicyLossOptions } from '../../losses/options';
import { type ClipRegion, clipFactors, kindOf, maxLogRatio, RATIO_CLAMP } from './uniforms';

/** Bound of k3 (verl's low_var_kl); no gradient outside. */
const K3_CLAMP = 10;

/** What is known of a token before its logits. The weights carry mask and aggregation. */
export interface LossToken {
  /** Log-prob under the policy that sampled it. */
  old_log_prob: number;
  /** Log-prob under the reference policy. */
  ref_log_prob: number;
  advantage: number;
  policy_weight: number;
  kl_weight: number;
  entropy_weight: number;
  nll_weight: number;
  /** The sequence's mean or sum of (log-prob − old log-prob), where the loss's `ratio` is one of a sequence; else unused. */
  sequence_log_ratio: number;
}

interface PolicyTerm {
  loss: number;
  /** ∂loss/∂lp. */
  g: number;
  /** F: −g / A; the factor itself where A = 0. */
  gradient_factor: number;
  ratio: number;
  clip_region: ClipRegion;
}

type PolicyToken = Pick<LossToken, 'old_log_prob' | 'advantage'> & Partial<Pick<LossToken, 'sequence_log_ratio'>>;

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** The policy term of one token, without its weight. */
export function policyTerm(lp: number, token: PolicyToken, options: PolicyLossOptions): PolicyTerm {
  const { old_log_prob, advantage: A } = token;
  const level = getLoss(options.loss_type).ratio;
  const log_ratio = level === 'token' ? lp - old_log_prob : (token.sequence_log_ratio ?? 0);
  const held = clamp(log_ratio, -RATIO_CLAMP, maxLogRatio(level));
  const r = Math.exp(held);
  /** ∂r/∂lp: r, or nothing where it is held. */
  const slope = held === log_ratio ? r : 0;
  const kind = kindOf(options);
  const low = 1 - options.epsilon;
  const high = 1 + options.epsilon_high;
  const clipped_side: ClipRegion = A < 0 && r < low ? 'low' : A > 0 && r > high ? 'high' : 'inside';

  switch (kind) {
    case 'clip': {
      const { low_value, low_factor, high_value, high_factor } = clipFactors(options);
      if (A < 0 && options.delta !== null && r > options.delta) {
        return { loss: -A * options.delta, g: 0, gradient_factor: 0, ratio: r, clip_region: 'dual' };
      }
      const value = clipped_side === 'low' ? low_value : clipped_side === 'high' ? high_value : r;
      const gradient_factor = clipped_side === 'low' ? low_factor : clipped_side === 'high' ? high_factor : slope;
      return { loss: -A * value, g: -A * gradient_factor, gradient_factor, ratio: r, clip_region: clipped_side };
    }
    case 'cispo': {
      const w = clamp(r, options.cispo_min, options.cispo_max);
      const clip_region = w > r ? 'low' : w < r ? 'high' : 'inside';
      return { loss: -w * A * lp, g: -w * A, gradient_factor: w, ratio: r, clip_region };
    }
    case 'cispo_masked': {
      const w = clipped_side === 'inside' ? r : 0;
      return { loss: -w * A * lp, g: -w * A, gradient_factor: w, ratio: r, clip_region: clipped_side };
    }
    case 'reinforce':
      return { loss: -A * lp, g: -A, gradient_factor: 1, ratio: r, clip_region: 'inside' };
    case 'reinforce_is':
      return { loss: -r * A * lp, g: -r * A, gradient_factor: r, ratio: r, clip_region: 'inside' };
    case 'sapo': {
      const tau = A > 0 ? options.sapo_temperature_pos : options.sapo_temperature_neg;
      const gate = 1 / (1 + Math.exp(-tau * (r - 1)));
      const gradient_factor = 4 * gate * (1 - gate) * slope;
      return { loss: (-A * gate * 4) / tau, g: -A * gradient_factor, gradient_factor, ratio: r, clip_region: 'inside' };
    }
    case 'vespo': {
      const [k, lambda] =
        A < 0 ? [options.vespo_k_neg, options.vespo_lambda_neg] : [options.vespo_k_pos, options.vespo_lambda_pos];
      const log_w = clamp(log_ratio, Math.log(1e-8), RATIO_CLAMP);
      const decay = Math.max(lambda, 1e-4) * (1 - Math.exp(log_w));
      // Held at e^80, within the range of f32.
      const phi = Math.exp(Math.min(k * log_w + decay, 80));
      return { loss: -phi * A * lp, g: -phi * A, gradient_factor: phi, ratio: r, clip_region: 'inside' };
    }
    case 'dro': {
      const distance = lp - old_log_prob;
      const g = -(A - options.dro_beta * distance);
      const loss = -(A * lp - 0.5 * options.dro_beta * distance ** 2);
      return { loss, g, gradient_factor: A === 0 ? 0 : -g / A, ratio: r, clip_region: 'inside' };
    }
  }
}

/** Estimate of KL(π ‖ ref) from one token, and its derivative by lp. */
export function klTerm(lp: number, ref_log_prob: number, estimator: KlEstimator): { value: number; grad: number } {
  const d = lp - ref_log_prob;
  switch (estimator) {
    case 'k1':
      return { value: d, grad: 1 };
    case 'k2':
      return { value: 0.5 * d * d, grad: d };
    case 'k3':
    case 'k3+': {
      const held = clamp(d, -RATIO_CLAMP, RATIO_CLAMP);
      const k3 = Math.expm1(-held) + held;
      const grad = held === d && k3 <= K3_CLAMP ? -Math.expm1(-d) : 0;
      return { value: Math.min(k3, K3_CLAMP), grad: estimator === 'k3+' ? d : grad };
    }
  }
}

/** Softmax of a row at a temperature. −∞ logits have probability 0 and count for nothing. */
export function rowStatistics(
  logits: ArrayLike<number>,
  temperature: number,
): { log_probs: Float64Array; probs: Float64Array; entropy: number } {
  const z = Float64Array.from(logits, (value) => value / temperature);
  const highest = z.reduce((a, b) => Math.max(a, b), -Infinity);
  const d = z.map((value) => value - highest);
  const s0 = d.reduce((sum, value) => sum + Math.exp(value), 0);
  const s1 = d.reduce((sum, value) => (value === -Infinity ? sum : sum + value * Math.exp(value)), 0);
  const log_probs = d.map((value) => value - Math.log(s0));
  return { log_probs, probs: log_probs.map(Math.exp), entropy: Math.log(s0) - s1 / s0 };
}

export interface LossRow {
  log_prob: number;
  entropy: number;
  ratio: number;
  policy_loss: number;
  kl: number;
  /** policy_weight·ℓ + beta·kl_weight·kl − entropy_coef·entropy_weight·entropy − nll_alpha·nll_weight·log_prob. */
  total: number;
  gradient_factor: number;
  clip_region: ClipRegion;
  /** ∂total/∂logits. */
  dlogits: Float64Array;
}

/** A whole row: logits to the loss terms and the gradient by the logits. */
export function lossRow(
  logits: ArrayLike<number>,
  target: number,
  token: LossToken,
  options: PolicyLossOptions,
): LossRow {
  const masked = !(target < logits.length) || !isTrained(token);
  if (masked) {
    const dlogits = new Float64Array(logits.length);
    const nothing = { log_prob: 0, entropy: 0, ratio: 0, policy_loss: 0, kl: 0, total: 0, gradient_factor: 0 };
    return { ...nothing, clip_region: 'masked', dlogits };
  }
  const { temperature } = options;
  const { log_probs, probs, entropy } = rowStatistics(logits, temperature);
  const log_prob = log_probs[target];
  const policy = policyTerm(log_prob, token, options);
  const kl = klTerm(log_prob, token.ref_log_prob, options.kl_estimator);
  const kl_weight = options.beta * token.kl_weight;
  const entropy_weight = options.entropy_coef * token.entropy_weight;
  const nll_weight = options.nll_alpha * token.nll_weight;
  const total =
    token.policy_weight * policy.loss + kl_weight * kl.value - entropy_weight * entropy - nll_weight * log_prob;
  const g = token.policy_weight * policy.g + kl_weight * kl.grad - nll_weight;
  const dlogits = probs.map((p, j) => {
    const by_log_prob = g * ((j === target ? 1 : 0) - p);
    const by_entropy = p === 0 ? 0 : entropy_weight * p * (log_probs[j] + entropy);
    return (by_log_prob + by_entropy) / temperature;
  });
  const { ratio, gradient_factor, clip_region, loss: policy_loss } = policy;
  return { log_prob, entropy, ratio, policy_loss, kl: kl.value, total, gradient_factor, clip_region, dlogits };
}

/** Whether any term of the loss counts this token. */
function isTrained(token: LossToken): boolean {
  return token.policy_weight !== 0 || token.kl_weight !== 0 || token.entropy_weight !== 0 || token.nll_weight !== 0;
}
