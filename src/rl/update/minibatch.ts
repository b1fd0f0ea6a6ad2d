/** What a minibatch trains on: which samples, and each of their tokens with its share of the loss. */
import { getLoss } from '../../losses/options';
import { microBatches, type Sequence } from '../../model/batch';
import { isWhitened } from '../options/advantages';
import type { TrainOptions } from '../options/commands/train';
import type { Sample } from '../records/group';
import { ownLength, ownMask } from '../records/own-tokens';
import { isPass } from '../records/pass-rate';
import { tokenWeights } from './aggregation';

/** A sample as it is trained on: prompt and completion in one sequence. */
export interface Trained {
  sample: Sample;
  prompt: readonly number[];
  /** 1 for each target that the model wrote, 0 in the prompt and where something was inserted. */
  mask: Float32Array;
  /** Log-prob of each token of the completion before the updates: of sampling, or computed again. */
  old: ArrayLike<number>;
  /** What the policy term of each token is weighed by, beside the aggregation. */
  importance?: readonly number[];
  reference?: Float32Array;
  /** The advantage of each token of the completion, where they differ. */
  advantages?: readonly number[];
}

/** Whether a sample is trained on, or at least counts in the denominator of the loss. */
export function teaches({ advantage, verdict, tokens, ended }: Sample, options: TrainOptions): boolean {
  if (advantage === undefined || tokens.length === 0) return false;
  if (options.truncation === 'maskTokens' && !ended) return false;
  // Before the whitening 0 is a reward like another.
  if (isWhitened(options)) return true;
  return advantage !== 0 || !options.drop_zero_advantage || (options.nll_alpha > 0 && isPass(verdict!));
}

export function trainedOf(sample: Sample, prompt: readonly number[]): Trained {
  const mask = new Float32Array(prompt.length + sample.tokens.length - 1);
  mask.set(ownMask(sample), prompt.length - 1);
  return { sample, prompt, mask, old: sample.logprobs };
}

/** The packed sequences of one optimizer step, each token with its share of the loss. */
export function sequencesOf(
  trained: readonly Trained[],
  options: TrainOptions,
  capacity: number,
  entropy_coef: number,
): Sequence[] {
  const lengths = trained.map(({ sample }) => ownLength(sample));
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const positive = trained.map(({ sample }) => isPass(sample.verdict!));
  const positiveTokens = lengths.reduce((sum, length, i) => sum + (positive[i] ? length : 0), 0);
  const sequences: Sequence[] = trained.map(({ sample, prompt }) => ({ tokens: [...prompt, ...sample.tokens] }));
  let next = 0;
  const micro_batches = microBatches(sequences, capacity).map((batch) => batch.map(() => next++));
  const weights = tokenWeights(lengths, options.loss_aggregation, {
    max_completion_length: options.max_completion_length,
    micro_batches,
  });
  return sequences.map((sequence, i) => {
    const { sample, prompt, mask, reference, importance, advantages } = trained[i];
    const times = (weight: number) => mask.map((on) => on * weight);
    const old = new Float32Array(mask.length);
    old.set(trained[i].old, prompt.length - 1);
    const policy_weight = times(weights[i]);
    // A product over the sequence has the correction as a factor.
    if (getLoss(options.loss_type).ratio !== 'sequence-product') {
      importance?.forEach((weight, t) => {
        policy_weight[prompt.length - 1 + t] *= weight;
      });
    }
    return {
      ...sequence,
      old_log_prob: old,
      ref_log_prob: reference ?? 0,
      advantage: advantages ? [...prompt.slice(1).map(() => 0), ...advantages] : sample.advantage!,
      policy_weight,
      kl_weight: options.beta > 0 && !options.use_kl_in_reward ? times(weights[i]) : 0,
      // The entropy bonus is the mean over tokens, whatever the aggregation of the loss (TRL).
      entropy_weight: entropy_coef !== 0 ? times(1 / tokens) : 0,
      nll_weight: options.nll_alpha > 0 && positive[i] ? times(1 / positiveTokens) : 0,
    };
  });
}

/** Visits what the model wrote of each sample: the row among those of all sequences, and the position in its tokens. */
export function forEachTrainedRow(
  trained: readonly Trained[],
  visit: (row: number, trained: Trained, position: number, index: number) => void,
): void {
  let first = 0;
  trained.forEach((one, index) => {
    const { prompt, sample, mask } = one;
    for (let position = 0; position < sample.tokens.length; position++) {
      const row = prompt.length - 1 + position;
      if (mask[row] !== 0) visit(first + row, one, position, index);
    }
    first += mask.length;
  });
}
