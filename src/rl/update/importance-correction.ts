/**
 * Importance weights between the policy that sampled and the one whose log-probs training takes as old: ρ = π_old/π_roll.
 * They multiply the policy term of the loss only, never the KL (TRL), or are a factor of the sequence's ratio.
 */
import { mean } from '../../common/statistics';
import type { RatioLevel } from '../../losses/catalogue';
import type { ImportanceCorrectionOptions } from '../options/importance-correction';

/** The weight of every token of a sequence, from its log-probs under both policies. Held constant in the gradient. */
export function importanceWeights(
  old: ArrayLike<number>,
  rollout: ArrayLike<number>,
  options: Omit<ImportanceCorrectionOptions, 'recompute_old_logprobs'>,
): number[] {
  const { rollout_is, rollout_is_min: min, rollout_is_max: max } = options;
  // verl's guard: e^±20 is as good as any ratio beyond it.
  const ratio = (log: number) => Math.exp(Math.min(20, Math.max(-20, log)));
  const logs = Array.from({ length: old.length }, (_, t) => old[t] - rollout[t]);
  const truncated = (rho: number) => Math.min(max, Math.max(min, rho));
  const masked = (rho: number) => (rho >= min && rho <= max ? rho : 0);
  const product = () => ratio(logs.reduce((sum, log) => sum + log, 0));
  switch (rollout_is) {
    case 'none':
      return logs.map(() => 1);
    case 'tis':
      return logs.map((log) => truncated(ratio(log)));
    case 'icepop':
      return logs.map((log) => masked(ratio(log)));
    case 'seq_tis':
      return logs.map(() => truncated(product()));
    case 'seq_mask':
      return logs.map(() => masked(product()));
  }
}

/** The bounds of a token's part in the log-ratio of a sequence, of its correction's part, and of their sum (VESPO in TRL). */
const [LOWEST, HIGHEST] = [Math.log(1e-8), 20];

/**
 * The log-ratio of a sequence: of its tokens' log π - log π_old the mean (GSPO), or the sum, to which the logs of the importance
 * weights belong as well (VESPO in TRL). `importance` has one weight per token, as `log_ratios` has; absent: all are 1.
 */
export function sequenceLogRatio(
  level: Exclude<RatioLevel, 'token'>,
  log_ratios: readonly number[],
  importance?: readonly number[],
): number {
  if (level === 'sequence') return mean(log_ratios);
  const held = (log: number, lowest: number) => Math.min(HIGHEST, Math.max(lowest, log));
  const total = log_ratios.reduce((sum, log) => sum + held(log, -HIGHEST), 0);
  return (importance ?? []).reduce((sum, weight) => sum + held(Math.log(weight), LOWEST), total);
}

/** (Σw)² / Σw², as a share of the number of weights: 1 when all weigh the same; 0 of nothing. */
export function effectiveSampleShare(weights: readonly number[]): number {
  const sum = weights.reduce((total, w) => total + w, 0);
  const squares = weights.reduce((total, w) => total + w * w, 0);
  return squares === 0 ? 0 : (sum * sum) / squares / weights.length;
}
