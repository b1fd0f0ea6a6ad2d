/** The weights of tokens in the loss of an optimizer step: total = sum over tokens of weight * loss. */

import type { LossAggregation } from '../../losses/catalogue';

interface AggregationOptions {
  /** The constant length that `seq-mean-token-sum-norm` divides by. */
  max_completion_length: number;
  /** The sequences of each micro-batch, for `bnpo`; one micro-batch with everything when absent. */
  micro_batches?: readonly (readonly number[])[];
  /** Whether a sequence without trained tokens counts in the mean over sequences: TRL counts it, verl does not. */
  count_empty?: boolean;
}

/**
 * The weight of every trained token of each sequence, given the number of trained tokens of each. In all modes the tokens
 * of one sequence weigh the same.
 *
 * `lengths` are those of the whole optimizer step, so that gradients accumulated over micro-batches keep the denominator
 * of the step. Only `bnpo` depends on how the step is cut: it averages the micro-batches' own token means.
 *
 * `token-mean`: DAPO (Yu et al. 2025, eq. 8). `seq-mean-token-mean`: GRPO (Shao et al. 2024, eq. 3).
 * `seq-mean-token-sum-norm`: Dr. GRPO (Liu et al. 2025), sums divided by a constant length. `bnpo`: Xiao et al. 2025.
 */
export function tokenWeights(lengths: readonly number[], mode: LossAggregation, options: AggregationOptions): number[] {
  const sequences = options.count_empty ? lengths.length : lengths.filter((length) => length > 0).length;
  const weigh = (weight: (length: number) => number) => lengths.map((length) => (length > 0 ? weight(length) : 0));
  switch (mode) {
    case 'token-mean': {
      const tokens = sum(lengths);
      return weigh(() => 1 / tokens);
    }
    case 'seq-mean-token-mean':
      return weigh((length) => 1 / (sequences * length));
    case 'seq-mean-token-sum':
      return weigh(() => 1 / sequences);
    case 'seq-mean-token-sum-norm':
      return weigh(() => 1 / (sequences * options.max_completion_length));
    case 'bnpo':
      return localMeans(lengths, options.micro_batches ?? [lengths.map((_, i) => i)]);
  }
}

function localMeans(lengths: readonly number[], microBatches: readonly (readonly number[])[]): number[] {
  const weights = lengths.map(() => 0);
  for (const sequences of microBatches) {
    const tokens = sum(sequences.map((i) => lengths[i]));
    for (const i of sequences) if (lengths[i] > 0) weights[i] = 1 / (microBatches.length * tokens);
  }
  return weights;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
