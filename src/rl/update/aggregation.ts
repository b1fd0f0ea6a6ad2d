/** The weights of tokens in the loss of an optimizer step: total = sum over tokens of weight * loss. */

import type { LossAggregation } from '../../losses/catalogue';

interface AggregationOptions {
  /** The constant length that `seq-mean-token-sum-norm` divides by. */
  max_completion_length: number;
  /** The number of sequences in a mean over sequences; by default those with trained tokens (verl). TRL counts all. */
  sequences?: number;
}

/**
 * The weight of every trained token of each sequence, given the number of trained tokens of each. In all modes the tokens
 * of one sequence weigh the same.
 *
 * `lengths` are those of the whole optimizer step, so that gradients accumulated over micro-batches keep the denominator
 * of the step.
 *
 * `token-mean`: DAPO (Yu et al. 2025, eq. 8). `seq-mean-token-mean`: GRPO (Shao et al. 2024, eq. 3).
 * `seq-mean-token-sum-norm`: Dr. GRPO (Liu et al. 2025), sums divided by a constant length.
 */
export function tokenWeights(lengths: readonly number[], mode: LossAggregation, options: AggregationOptions): number[] {
  const { max_completion_length, sequences = lengths.filter((length) => length > 0).length } = options;
  const weigh = (weight: (length: number) => number) => lengths.map((length) => (length > 0 ? weight(length) : 0));
  switch (mode) {
    case 'token-mean': {
      const tokens = lengths.reduce((total, length) => total + length, 0);
      return weigh(() => 1 / tokens);
    }
    case 'seq-mean-token-mean':
      return weigh((length) => 1 / (sequences * length));
    case 'seq-mean-token-sum':
      return weigh(() => 1 / sequences);
    case 'seq-mean-token-sum-norm':
      return weigh(() => 1 / (sequences * max_completion_length));
  }
}
