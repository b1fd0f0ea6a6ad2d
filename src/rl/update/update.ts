/** The updates of a step: advantages of judged groups, minibatches with one optimizer step each, and their metrics. */

import { Random } from '../../common/random';
import { mean } from '../../common/statistics';
import { CLIP_REGION, resultAt } from '../../kernels/policy-loss';
import { getLoss } from '../../losses/options';
import { rowsOf } from '../../model/batch';
import type { Learner } from '../../model/learner';
import type { Scorer } from '../../model/scorer';
import type { TrainOptions } from '../options/commands/train';
import type { Metrics } from '../records/events';
import { type Group, mapSamples, responseValues, type Sample } from '../records/group';
import { isPass } from '../records/pass-rate';
import { estimateAdvantages } from './advantages';
import { controlEntropy, type EntropyState, entropyCoefficient } from './entropy-control';
import { effectiveSampleShare, importanceWeights, sequenceLogRatio } from './importance-correction';
import {
  canHaveGradient,
  entersLoss,
  forEachLossRow,
  isCounted,
  isMaskedOut,
  lossSequences,
  type TrainingSequence,
  tokensOf,
  toTrainingSequence,
} from './minibatch';
import type { TokenRecorder } from './token-records';

/** Sums and counts over the trained tokens of all updates of a step. */
interface Totals {
  /** Trained tokens that have a policy term: the denominator of the sums and shares below, except for `nll`. */
  tokens: number;
  /** Sum of the entropy, in nats. */
  entropy: number;
  /** Sum of -log p under the policy that sampled, in nats. */
  sampled_nll: number;
  /** Sum of the KL estimate against the reference model, by `kl_estimator`, in nats. */
  kl: number;
  /** Sum of the k3 estimate of the KL divergence from the policy before the updates, r - 1 - log r. */
  approx_kl: number;
  /** Tokens below the lower bound, above the upper bound, and beyond the dual clip. */
  low: number;
  high: number;
  dual: number;
  /** Sum of -log p, in nats, over the tokens of programs that passed, and the number of these tokens; 0 without `nll_alpha`. */
  nll: number;
  positive: number;
}

const NO_TOTALS: Totals = {
  tokens: 0,
  entropy: 0,
  sampled_nll: 0,
  kl: 0,
  approx_kl: 0,
  low: 0,
  high: 0,
  dual: 0,
  nll: 0,
  positive: 0,
};

interface StepResult {
  metrics: Metrics;
  /** The state of the entropy controller after the last optimizer step. */
  entropy: EntropyState;
  /** Optimizer steps done, with those skipped because their gradient was not finite. */
  updates: number;
  /** Tokens that went through forward and backward, prompts included. */
  trained_tokens: number;
  /** Tokens that went forward only, for the log-probs of the reference or of the policy before an update. */
  scored_tokens: number;
}

/** Models that give log-probs to an update and are not changed by it. */
export interface ScoringModels {
  /** The model at the start of the run, for the KL divergence. */
  reference?: Scorer;
  /** The weights of the policy: for old log-probs computed again, and for ratios of sequences. */
  policyScorer?: Scorer;
}

interface StepOptions {
  /** The number of the step, from 1: with `seed` it decides the order of the groups. */
  step: number;
  learning_rate: number;
  /** The state of the entropy controller, which `use_adaptive_entropy` reads. */
  entropy: EntropyState;
  /** Optimizer steps between the weights that sampled and those of now. */
  staleness: number;
  /** Keeps what is measured on each token. */
  recorder?: TokenRecorder;
}

/** Whether the updates need log-probs of the policy's own weights: `updatePolicy` then reads `policyScorer`. */
export const needsPolicyScorer = ({ recompute_old_logprobs, loss_type }: TrainOptions): boolean =>
  recompute_old_logprobs || getLoss(loss_type).ratio !== 'token';

/** Judged groups with their advantages. */
interface TrainingBatch {
  /** The groups, their samples with `advantage` where they have one. */
  groups: Group[];
  /** [groups] The sequences of the samples that enter the loss. */
  sequences: TrainingSequence[][];
  /** Tokens that the reference scored, prompts included. */
  scored_tokens: number;
}

/**
 * Estimates the advantages of judged groups. Where `truncation` says so, cut completions are left out of the statistics of
 * their group (`drop_before_stats`), or lose their advantage after them unless they passed (`zero_advantage`). With
 * `use_kl_in_reward` the reference model scores the samples first.
 */
export async function assignAdvantages(
  groups: readonly Group[],
  reference: Scorer | undefined,
  options: TrainOptions,
): Promise<TrainingBatch> {
  const { truncation, use_kl_in_reward } = options;
  const rewardOf = ({ reward, ended }: Sample) => (truncation === 'drop_before_stats' && !ended ? undefined : reward);
  const scored = new Map<Sample, Float32Array>();
  let scored_tokens = 0;
  if (use_kl_in_reward) {
    const counting = groups.flatMap((group) =>
      group.samples
        .filter((one) => rewardOf(one) !== undefined && one.tokens.length > 0 && !isMaskedOut(one, options))
        .map((sample) => toTrainingSequence(group, sample, [])),
    );
    scored_tokens += await scoreSequences(reference!, counting, options, ({ sample }, logprobs) => {
      scored.set(sample, logprobs);
    });
  }
  const estimated = estimateAdvantages(
    groups.map(({ prompt_tokens, samples }) =>
      samples.map((sample) => {
        const { loss_mask, logprobs, ended, verdict } = sample;
        const ref = scored.get(sample)?.subarray(prompt_tokens.length - 1);
        return {
          reward: rewardOf(sample) ?? null,
          loss_mask: isMaskedOut(sample, options) ? loss_mask.map(() => 0) : loss_mask,
          zeroed: truncation === 'zero_advantage' && !ended && verdict !== undefined && !isPass(verdict),
          ...(ref && { kl: logprobs.map((logprob, t) => logprob - ref[t]) }),
        };
      }),
    ),
    options,
  );
  const assigned = mapSamples(groups, (sample, g, s) => ({ ...sample, advantage: estimated[g][s]?.mean }));
  const sequences = assigned.map((group, g) =>
    group.samples.flatMap((sample, s) => {
      if (!entersLoss(sample, options)) return [];
      const sequence = toTrainingSequence(group, sample, estimated[g][s]!.tokens);
      return [{ ...sequence, reference: scored.get(groups[g].samples[s]) }];
    }),
  );
  return { groups: assigned, sequences, scored_tokens };
}

/** Gives `take` the [p + n - 1] log-probs of each sequence at the sampling temperature; returns the tokens that went forward. */
async function scoreSequences(
  scorer: Scorer,
  training: readonly TrainingSequence[],
  { temperature }: TrainOptions,
  take: (sequence: TrainingSequence, logprobs: Float32Array) => void,
): Promise<number> {
  const sequences = training.map((one) => ({ tokens: tokensOf(one) }));
  const scores = await scorer.score(sequences, temperature);
  scores.forEach(({ logprobs }, i) => {
    take(training[i], logprobs);
  });
  return sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
}

/**
 * Makes the updates of one rollout: `num_iterations` passes over `steps_per_generation` minibatches of whole groups, one
 * optimizer step each. `batch`: [groups][sequences]; `reference`, `old` and `importance` of its sequences are set here, from
 * the scorers that the options need. A minibatch whose sequences can have no gradient is left out; if all are, the weights stay
 * as they are and the metrics hold the learning rate alone. Means and shares are over the trained tokens of all updates,
 * `policy_loss` is the last update's, `grad_norm` is the mean over the updates that were not skipped.
 */
export async function updatePolicy(
  learner: Learner,
  { reference, policyScorer }: ScoringModels,
  batch: readonly (readonly TrainingSequence[])[],
  options: TrainOptions,
  { step, learning_rate, entropy, staleness, recorder }: StepOptions,
): Promise<StepResult> {
  const totals: Totals = { ...NO_TOTALS };
  const difference = { sum: 0, max: 0, tokens: 0 };
  const controlled: { coef: number; signal: number }[] = [];
  let [updates, trained_tokens, scored_tokens, skipped, norms, loss] = [0, 0, 0, 0, 0, 0];
  const isTrained = ({ sample }: TrainingSequence) => canHaveGradient(sample, options);
  const all = batch.flat().filter(isTrained);
  const level = getLoss(options.loss_type).ratio;
  const score = async (
    scorer: Scorer,
    training: readonly TrainingSequence[],
    take: Parameters<typeof scoreSequences>[3],
  ) => {
    scored_tokens += await scoreSequences(scorer, training, options, take);
  };
  if (reference && !options.use_kl_in_reward) {
    await score(reference, all, (sequence, logprobs) => {
      sequence.reference = logprobs;
    });
  }
  if (options.recompute_old_logprobs) {
    await score(policyScorer!, all, (sequence, logprobs) => {
      const { prompt, sample } = sequence;
      // What was inserted has no log-prob, as in sampling: every ratio there is 1.
      sequence.old = logprobs.subarray(prompt.length - 1).map((logprob, t) => (sample.loss_mask[t] ? logprob : 0));
      if (options.rollout_is !== 'none') {
        sequence.importance = importanceWeights(sequence.old, sample.logprobs, options);
      }
    });
  }

  for (let iteration = 0; iteration < options.num_iterations; iteration++) {
    const order = new Random(options.seed, 'minibatches', step, iteration).shuffle(batch.map((_, g) => g));
    for (const minibatch of cut(order, options.steps_per_generation)) {
      const members = minibatch.flatMap((g) => batch[g]);
      const training = members.filter(isTrained);
      if (training.length === 0) continue;
      const entropy_coef = options.use_adaptive_entropy ? entropyCoefficient(entropy) : options.entropy_coef;
      learner.loss = { ...options, entropy_coef };
      const sequences = lossSequences(training, options, entropy_coef, members);
      if (level !== 'token') {
        // Every token's ratio is 1 while the weights are those of the old log-probs.
        const isFresh = updates === 0 && (options.recompute_old_logprobs || staleness === 0);
        const logprobs = new Map<TrainingSequence, Float32Array>();
        if (!isFresh) await score(policyScorer!, training, (one, values) => void logprobs.set(one, values));
        sequences.forEach((sequence, i) => {
          const { sample, importance } = training[i];
          const now = logprobs.get(training[i]);
          const log_ratios = now ? logRatios(now, training[i]) : [];
          const weights = importance && responseValues(sample, importance);
          sequence.sequence_log_ratio = sequenceLogRatio(level, log_ratios, weights);
        });
      }
      const result = await learner.update(sequences, learning_rate);
      recorder?.keep(updates, result.results, training, sequences);
      updates++;
      trained_tokens += sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
      if (result.skipped) skipped++;
      else norms += result.grad_norm;
      const before = { ...totals };
      loss = addResults(totals, result.results, training, options);
      if (options.use_adaptive_entropy) {
        const measured = options.entropy_signal === 'exact' ? 'entropy' : 'sampled_nll';
        const signal = (totals[measured] - before[measured]) / (totals.tokens - before.tokens);
        entropy = controlEntropy(entropy, signal, options);
        controlled.push({ coef: entropy_coef, signal });
      }
      if (updates === 1) compareWithSampler(difference, result.results, training);
    }
  }
  if (updates === 0) return { metrics: { learning_rate }, entropy, updates, trained_tokens, scored_tokens };
  const share = (count: number) => (totals.tokens > 0 ? count / totals.tokens : 0);
  const metrics: Metrics = {
    policy_loss: loss,
    entropy: share(totals.entropy),
    'clip_ratio/low_mean': share(totals.low),
    'clip_ratio/high_mean': share(totals.high),
    'clip_ratio/region_mean': share(totals.low + totals.high),
    'policy/approx_kl': share(totals.approx_kl),
    grad_norm: updates > skipped ? norms / (updates - skipped) : 0,
    learning_rate,
    'sampling/sampling_logp_difference/mean': difference.sum / difference.tokens,
    'sampling/sampling_logp_difference/max': difference.max,
  };
  if (options.beta > 0) metrics.kl = share(totals.kl);
  if (options.nll_alpha > 0 && totals.positive > 0) metrics.nll = totals.nll / totals.positive;
  if (options.delta !== null) metrics['dual_clip/frac'] = share(totals.dual);
  if (options.loss_type === 'gppo') {
    metrics['gppo/preserved_low'] = options.gppo_beta_low > 0 ? share(totals.low) : 0;
    metrics['gppo/preserved_high'] = options.gppo_beta_high > 0 ? share(totals.high) : 0;
  }
  if (options.rollout_is !== 'none') Object.assign(metrics, importanceMetrics(all));
  if (skipped > 0) metrics.skipped_updates = skipped;
  if (options.use_adaptive_entropy) {
    metrics.entropy_coef = mean(controlled.map(({ coef }) => coef));
    metrics['entropy_control/signal'] = mean(controlled.map(({ signal }) => signal));
    metrics['entropy_control/coef'] = entropy.coef;
  }
  return { metrics, entropy, updates, trained_tokens, scored_tokens };
}

/** log π - log π_old of each token that the model wrote. `logprobs`: [p + n - 1] under the policy. */
function logRatios(logprobs: Float32Array, { sample, prompt, old }: TrainingSequence): number[] {
  const now = logprobs.subarray(prompt.length - 1);
  return responseValues(
    sample,
    now.map((logprob, t) => logprob - old[t]),
  );
}

function importanceMetrics(training: readonly TrainingSequence[]): Metrics {
  const ratios = training.flatMap(({ old, sample }) =>
    responseValues(
      sample,
      sample.logprobs.map((logprob, t) => Math.exp(old[t] - logprob)),
    ),
  );
  const weights = training.flatMap(({ sample, importance }) => responseValues(sample, importance ?? []));
  return {
    'sampling/importance_sampling_ratio/min': ratios.reduce((least, ratio) => Math.min(least, ratio), Infinity),
    'sampling/importance_sampling_ratio/mean': mean(ratios),
    'sampling/importance_sampling_ratio/max': ratios.reduce((most, ratio) => Math.max(most, ratio), 0),
    'sampling/importance_weight/mean': mean(weights),
    'sampling/effective_sample_frac': effectiveSampleShare(weights),
  };
}

/** Adds the rows of an update, `results`: [rows, RESULT_FIELDS], to the totals; returns the update's loss. */
function addResults(
  totals: Totals,
  results: Float32Array,
  training: readonly TrainingSequence[],
  options: TrainOptions,
): number {
  let loss = 0;
  forEachLossRow(training, (row, { sample, old }, position) => {
    const value = (field: Parameters<typeof resultAt>[2]) => resultAt(results, row, field);
    if (isCounted(sample, options)) {
      const logRatio = value('log_prob') - old[position];
      totals.tokens++;
      totals.entropy += value('entropy');
      totals.sampled_nll -= sample.logprobs[position];
      totals.kl += value('kl');
      totals.approx_kl += Math.expm1(logRatio) - logRatio;
      if (value('clip_region') === CLIP_REGION.low) totals.low++;
      if (value('clip_region') === CLIP_REGION.high) totals.high++;
      if (value('clip_region') === CLIP_REGION.dual) totals.dual++;
    }
    if (options.nll_alpha > 0 && isPass(sample.verdict!)) {
      totals.nll -= value('log_prob');
      totals.positive++;
    }
    loss += value('total');
  });
  return loss;
}

/** Compares the log-probs of the first update, whose weights are those that sampled, with the log-probs of sampling. */
function compareWithSampler(
  difference: { sum: number; max: number; tokens: number },
  results: Float32Array,
  training: readonly TrainingSequence[],
): void {
  forEachLossRow(training, (row, { sample }, position) => {
    const delta = Math.abs(resultAt(results, row, 'log_prob') - sample.logprobs[position]);
    difference.sum += delta;
    difference.max = Math.max(difference.max, delta);
    difference.tokens++;
  });
}

/** Cuts a list into `parts` of nearly equal size. */
function cut<T>(items: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, i) =>
    items.slice(Math.floor((i * items.length) / parts), Math.floor(((i + 1) * items.length) / parts)),
  );
}
