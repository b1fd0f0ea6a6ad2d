/** Minibatches: the samples that enter the loss, and the weight of each of their tokens in it. */

import { getLoss } from '../../losses/options';
import type { Sequence } from '../../model/batch';
import { usesBatchNormalization } from '../options/advantages';
import type { TrainOptions } from '../options/commands/train';
import { type Group, responseLength, type Sample } from '../records/group';
import { isPass } from '../records/pass-rate';
import { tokenWeights } from './aggregation';

/** A sample as it is trained on: p prompt tokens and n completion tokens in one sequence of p + n - 1 targets. */
export interface TrainingSequence {
  sample: Sample;
  /** [p] */
  prompt: readonly number[];
  /** [p + n - 1] 1 for each target that the model wrote, 0 in the prompt and where something was inserted. */
  mask: Float32Array;
  /** [n] The advantage of each token. */
  advantages: ArrayLike<number>;
  /** [n] Log-prob of each token before the updates: that of sampling, or computed again. */
  old: ArrayLike<number>;
  /** [n] A factor of each token's policy term, besides the weight by `loss_aggregation`. */
  importance?: readonly number[];
  /** [p + n - 1] Log-prob of each target under the reference model. */
  reference?: Float32Array;
}

/** Whether `truncation` keeps the tokens of this sample out of the loss. */
export const isMaskedOut = ({ ended }: Sample, { truncation }: Pick<TrainOptions, 'truncation'>): boolean =>
  truncation === 'mask_tokens' && !ended;

/** Whether a sample is trained on, or at least counts in the denominator of the loss. */
export function entersLoss(sample: Sample, options: TrainOptions): boolean {
  const { advantage, verdict, tokens } = sample;
  if (advantage === undefined || tokens.length === 0 || isMaskedOut(sample, options)) return false;
  // Advantages relative to the whole batch: 0 is a value like another.
  if (usesBatchNormalization(options)) return true;
  return advantage !== 0 || !options.drop_zero_advantage || (options.nll_alpha > 0 && isPass(verdict!));
}

/** The sequence of a sample of this group, with the advantage of each of its tokens. */
export function toTrainingSequence(
  { prompt_tokens: prompt }: Pick<Group, 'prompt_tokens'>,
  sample: Sample,
  advantages: ArrayLike<number>,
): TrainingSequence {
  const mask = new Float32Array(prompt.length + sample.tokens.length - 1);
  mask.set(sample.loss_mask, prompt.length - 1);
  return { sample, prompt, mask, advantages, old: sample.logprobs };
}

/** The tokens of a training sequence, as a model reads them. */
export const tokensOf = ({ prompt, sample }: TrainingSequence): number[] => [...prompt, ...sample.tokens];

/**
 * The inputs of one optimizer step: each sequence with its fields of the loss, [p + n - 1] each. The loss of the step is the sum
 * over tokens of weight times term; `policy_weight` and `kl_weight` follow `loss_aggregation` (under `token-mean` they sum
 * to 1 over the step), `entropy_weight` sums to 1 over all trained tokens, `nll_weight` to 1 over the tokens of programs that
 * passed.
 */
export function lossSequences(
  training: readonly TrainingSequence[],
  options: TrainOptions,
  entropy_coef: number,
): Sequence[] {
  const lengths = training.map(({ sample }) => responseLength(sample));
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const positive = training.map(({ sample }) => isPass(sample.verdict!));
  const positiveTokens = lengths.reduce((sum, length, i) => sum + (positive[i] ? length : 0), 0);
  const sequences: Sequence[] = training.map((one) => ({ tokens: tokensOf(one) }));
  const weights = tokenWeights(lengths, options.loss_aggregation, options);
  return sequences.map((sequence, i) => {
    const { prompt, mask, reference, importance, advantages, old } = training[i];
    const times = (weight: number) => mask.map((on) => on * weight);
    const targets = (values: ArrayLike<number>) => {
      const padded = new Float32Array(mask.length);
      padded.set(values, prompt.length - 1);
      return padded;
    };
    const policy_weight = times(weights[i]);
    // A product over the sequence has the correction as a factor.
    if (getLoss(options.loss_type).ratio !== 'sequence-product') {
      importance?.forEach((weight, t) => {
        policy_weight[prompt.length - 1 + t] *= weight;
      });
    }
    return {
      ...sequence,
      old_log_prob: targets(old),
      ref_log_prob: reference ?? 0,
      advantage: targets(advantages),
      policy_weight,
      kl_weight: options.beta > 0 && !options.use_kl_in_reward ? times(weights[i]) : 0,
      // The entropy bonus is the mean over tokens, whatever the aggregation of the loss (TRL).
      entropy_weight: entropy_coef !== 0 ? times(1 / tokens) : 0,
      nll_weight: options.nll_alpha > 0 && positive[i] ? times(1 / positiveTokens) : 0,
    };
  });
}

/**
 * Visits each token that the model wrote: its row among those of all sequences laid end to end, its position in
 * `Sample.tokens`, and the index of its sequence.
 */
export function forEachLossRow(
  training: readonly TrainingSequence[],
  visit: (row: number, sequence: TrainingSequence, position: number, index: number) => void,
): void {
  let first = 0;
  training.forEach((one, index) => {
    const { prompt, sample, mask } = one;
    for (let position = 0; position < sample.tokens.length; position++) {
      const row = prompt.length - 1 + position;
      if (mask[row] !== 0) visit(first + row, one, position, index);
    }
    first += mask.length;
  });
}
