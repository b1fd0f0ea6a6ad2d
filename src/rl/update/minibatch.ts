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

/** Whether a sample has an advantage and tokens that an update may train on. */
const isTrainable = (sample: Sample, options: TrainOptions): boolean =>
  sample.advantage !== undefined && sample.tokens.length > 0 && !isMaskedOut(sample, options);

/** Whether the advantages of all tokens are 0; under an estimator that normalises over the batch 0 is a value like another. */
const hasNoAdvantage = ({ advantage }: Sample, options: TrainOptions): boolean =>
  advantage === 0 && !usesBatchNormalization(options);

const isImitated = ({ verdict }: Sample, { nll_alpha }: TrainOptions): boolean => nll_alpha > 0 && isPass(verdict!);

/** Whether a sample has a policy, a KL and an entropy term, and counts in their denominators. */
export const isCounted = (sample: Sample, options: TrainOptions): boolean =>
  isTrainable(sample, options) && !(options.drop_zero_advantage && hasNoAdvantage(sample, options));

/** Whether a sample has a term in the loss of an update. */
export const entersLoss = (sample: Sample, options: TrainOptions): boolean =>
  isCounted(sample, options) || (isTrainable(sample, options) && isImitated(sample, options));

/**
 * Whether a sample of the loss can have a gradient. One that cannot only counts in the denominators: it goes neither forward
 * nor backward.
 */
export function canHaveGradient(sample: Sample, options: TrainOptions): boolean {
  const { beta, entropy_coef, use_adaptive_entropy, loss_type } = options;
  const hasOtherTerm = beta > 0 || entropy_coef !== 0 || use_adaptive_entropy || isImitated(sample, options);
  return hasOtherTerm || !hasNoAdvantage(sample, options) || getLoss(loss_type).has_gradient_at_zero === true;
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
 * to 1 over the counted tokens), `entropy_weight` sums to 1 over the counted tokens, `nll_weight` to 1 over the tokens of
 * programs that passed. `members`: all sequences of the step, also those without a gradient; the denominators are theirs.
 */
export function lossSequences(
  training: readonly TrainingSequence[],
  options: TrainOptions,
  entropy_coef: number,
  members: readonly TrainingSequence[] = training,
): Sequence[] {
  const tokensIn = (some: readonly TrainingSequence[]) =>
    some.reduce((sum, { sample }) => sum + responseLength(sample), 0);
  const counted = members.filter(({ sample }) => isCounted(sample, options));
  const tokens = tokensIn(counted);
  const positiveTokens = tokensIn(members.filter(({ sample }) => isImitated(sample, options)));
  const weights = tokenWeights(
    counted.map(({ sample }) => responseLength(sample)),
    options.loss_aggregation,
    normalizerOf(options),
  );
  const weightOf = new Map(counted.map((one, i) => [one, weights[i]]));
  return training.map((one) => {
    const { sample, prompt, mask, reference, importance, advantages, old } = one;
    const weight = weightOf.get(one) ?? 0;
    const times = (weight: number) => mask.map((on) => on * weight);
    const targets = (values: ArrayLike<number>) => {
      const padded = new Float32Array(mask.length);
      padded.set(values, prompt.length - 1);
      return padded;
    };
    const policy_weight = times(weight);
    // A product over the sequence has the correction as a factor.
    if (getLoss(options.loss_type).ratio !== 'sequence-product') {
      importance?.forEach((weight, t) => {
        policy_weight[prompt.length - 1 + t] *= weight;
      });
    }
    return {
      tokens: tokensOf(one),
      old_log_prob: targets(old),
      ref_log_prob: reference ?? 0,
      advantage: targets(advantages),
      policy_weight,
      kl_weight: options.beta > 0 && !options.use_kl_in_reward ? times(weight) : 0,
      // The entropy bonus is the mean over tokens, whatever the aggregation of the loss (TRL).
      entropy_weight: entropy_coef !== 0 && weight > 0 ? times(1 / tokens) : 0,
      nll_weight: isImitated(sample, options) ? times(1 / positiveTokens) : 0,
    };
  });
}

/**
 * What `seq-mean-token-sum-norm` divides by is the same for every update (Dr. GRPO): the length limit times the samples of an
 * update, whether they are trained on or not.
 */
function normalizerOf(options: TrainOptions): Parameters<typeof tokenWeights>[2] {
  const { loss_aggregation, max_completion_length, prompts_per_step, num_generations, steps_per_generation } = options;
  if (loss_aggregation !== 'seq-mean-token-sum-norm') return { max_completion_length };
  return { max_completion_length, sequences: (prompts_per_step * num_generations) / steps_per_generation };
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
