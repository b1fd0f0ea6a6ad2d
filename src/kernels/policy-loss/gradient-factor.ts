/**
 * A token's surrogate as a function of its ratio δ = π/π_old alone, as figures and hover cards show it. Of the float64
 * reference, so that nothing here says anything the loss does not.
 */
import type { PolicyLossOptions } from '../../losses/options';
import { policyTerm } from './reference';
import type { Region } from './uniforms';

export interface GradientFactor {
  /** The update follows A·F·∇log π. */
  F: number;
  /** What is maximised, −ℓ, of a token whose old probability is 1: log π = log δ. */
  surrogate: number;
  region: Region;
}

/** At ratio δ > 0 (of the whole sequence where the loss goes by that) and advantage A. Options as `policyLossOptions({ loss_type, … })`. */
export function gradientFactor(ratio: number, advantage: number, options: PolicyLossOptions): GradientFactor {
  if (!(ratio > 0)) throw new RangeError(`a ratio of probabilities is above 0, got ${ratio}`);
  const log_ratio = Math.log(ratio);
  const token = { old_log_prob: 0, advantage, sequence_log_ratio: log_ratio };
  const { F, loss, region } = policyTerm(log_ratio, token, options);
  return { F, surrogate: -loss, region };
}
