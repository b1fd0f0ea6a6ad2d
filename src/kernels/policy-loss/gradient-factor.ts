/**
 * A token's surrogate as a function of its ratio δ = π/π_old alone, for figures and hover cards. The float64 reference
 * computes it, so that a figure never shows anything but the loss.
 */
import type { PolicyLossOptions } from '../../losses/options';
import { policyTerm } from './reference';
import type { ClipRegion } from './uniforms';

interface GradientFactor {
  /** F: the update follows A·F·∇log π. */
  gradient_factor: number;
  /** −ℓ, which is maximised, of a token whose old probability is 1: log π = log δ. */
  surrogate: number;
  clip_region: ClipRegion;
}

/** F, surrogate and clip region at ratio δ > 0 (the sequence's ratio if the loss uses it) and advantage A. Throws a RangeError for other ratios. */
export function gradientFactor(ratio: number, advantage: number, options: PolicyLossOptions): GradientFactor {
  if (!(ratio > 0)) throw new RangeError(`a ratio of probabilities is above 0, got ${ratio}`);
  const log_ratio = Math.log(ratio);
  const token = { old_log_prob: 0, advantage, sequence_log_ratio: log_ratio };
  const { gradient_factor, loss, clip_region } = policyTerm(log_ratio, token, options);
  return { gradient_factor, surrogate: -loss, clip_region };
}
