/** From judged groups to optimizer steps: a rollout's minibatches, one update each, and what they measured. */

import { Random } from '../../common/random';
import { mean } from '../../common/statistics';
import { REGION, resultAt } from '../../kernels/policy-loss';
import { getLoss } from '../../losses/options';
import { rowsOf } from '../../model/batch';
import type { Learner } from '../../model/learner';
import type { Scorer } from '../../model/scorer';
import { isWhitened } from '../options/advantages';
import type { TrainOptions } from '../options/commands/train';
import type { Metrics } from '../records/events';
import type { Group } from '../records/group';
import { ownMask, ownOf } from '../records/own-tokens';
import { isPass } from '../records/pass-rate';
import { effectiveSampleShare, importanceWeights, sequenceLogRatio } from './importance-correction';
import { forEachTrainedRow, sequencesOf, type Trained, teaches, trainedOf } from './minibatch';
import { returnsOf, whitened } from './returns';
import type { TokenRecorder } from './token-records';

/** Totals over the rows of a step's updates. */
interface Totals {
  tokens: number;
  entropy: number;
  kl: number;
  drift: number;
  low: number;
  high: number;
  dual: number;
  nll: number;
  positive: number;
}

export interface StepResult {
  metrics: Metrics;
  /** Optimizer steps done, skipped ones included. */
  updates: number;
  /** Tokens that went through forward and backward, prompts included. */
  trained_tokens: number;
  /** Tokens that went forward only, for the log-probs of a reference or of the weights as they are. */
  scored_tokens: number;
}

/** The models that an update looks at, beside the one it changes. */
export interface Onlookers {
  /** The model at the start of the run, for the KL divergence. */
  reference?: Scorer;
  /** The weights as they are now: for old log-probs computed again, and for ratios of sequences. */
  current?: Scorer;
}

export interface StepOptions {
  step: number;
  learning_rate: number;
  /** The coefficient of the entropy bonus in this step. */
  entropy_coef: number;
  /** Keeps what is measured on each token. */
  recorder?: TokenRecorder;
}

/** Whether the updates need the log-probs of the weights as they are now. */
export const needsCurrent = ({ bypass_mode, loss_type }: TrainOptions): boolean =>
  !bypass_mode || getLoss(loss_type).ratio !== 'token';

/**
 * The updates of one rollout: `num_iterations` passes over `steps_per_generation` minibatches of whole groups, one
 * optimizer step each. A minibatch without anything to learn is left out.
 */
export async function updatePolicy(
  learner: Learner,
  { reference, current }: Onlookers,
  groups: readonly Group[],
  promptTokens: readonly (readonly number[])[],
  options: TrainOptions,
  { step, learning_rate, entropy_coef, recorder }: StepOptions,
): Promise<StepResult> {
  const totals: Totals = { tokens: 0, entropy: 0, kl: 0, drift: 0, low: 0, high: 0, dual: 0, nll: 0, positive: 0 };
  const difference = { sum: 0, max: 0, tokens: 0 };
  let [updates, trained_tokens, skipped, norms, loss] = [0, 0, 0, 0, 0];
  let scored_tokens = 0;
  const kept = groups.map(({ samples }, g) =>
    samples.filter((sample) => teaches(sample, options)).map((sample) => trainedOf(sample, promptTokens[g])),
  );
  const all = kept.flat();
  const level = getLoss(options.loss_type).ratio;
  learner.loss = { ...options, entropy_coef };
  const scored = async (scorer: Scorer, trained: readonly Trained[]) => {
    const sequences = trained.map(({ prompt, sample }) => ({ tokens: [...prompt, ...sample.tokens] }));
    scored_tokens += sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
    return (await scorer.score(sequences, options.temperature)).map(({ logprobs }) => logprobs);
  };
  if (reference) {
    const logprobs = await scored(reference, all);
    all.forEach((one, i) => {
      one.reference = logprobs[i];
    });
  }
  if (isWhitened(options)) whiten(all, options);
  if (!options.bypass_mode) {
    const logprobs = await scored(current!, all);
    all.forEach((one, i) => {
      const own = ownMask(one.sample);
      // What was inserted has no log-prob, as in sampling: every ratio there is 1.
      one.old = logprobs[i].subarray(one.prompt.length - 1).map((logprob, t) => (own[t] ? logprob : 0));
      if (options.rollout_is !== 'none') one.importance = importanceWeights(one.old, one.sample.logprobs, options);
    });
  }

  for (let iteration = 0; iteration < options.num_iterations; iteration++) {
    const order = new Random(options.seed, 'minibatches', step, iteration).shuffle(groups.map((_, g) => g));
    for (const minibatch of cut(order, options.steps_per_generation)) {
      const trained = minibatch.flatMap((g) => kept[g]);
      if (trained.length === 0) continue;
      const sequences = sequencesOf(trained, options, learner.capacity, entropy_coef);
      if (level !== 'token') {
        // Every token's ratio is 1 until the weights have changed.
        const logprobs = updates > 0 ? await scored(current!, trained) : undefined;
        sequences.forEach((sequence, i) => {
          const { sample, importance } = trained[i];
          const log_ratios = logprobs ? logRatios(logprobs[i], trained[i]) : [];
          sequence.sequence_log_ratio = sequenceLogRatio(level, log_ratios, importance && ownOf(sample, importance));
        });
      }
      const result = await learner.update(sequences, learning_rate);
      recorder?.keep(updates, result.results, trained, sequences);
      updates++;
      trained_tokens += sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
      if (result.skipped) skipped++;
      else norms += result.grad_norm;
      loss = addResults(totals, result.results, trained, options);
      if (updates === 1) compareWithSampler(difference, result.results, trained);
    }
  }
  if (updates === 0) return { metrics: { learning_rate }, updates, trained_tokens, scored_tokens };
  const share = (count: number) => count / totals.tokens;
  const metrics: Metrics = {
    policy_loss: loss,
    entropy: share(totals.entropy),
    'clip_ratio/low_mean': share(totals.low),
    'clip_ratio/high_mean': share(totals.high),
    'clip_ratio/region_mean': share(totals.low + totals.high),
    'policy/drift': share(totals.drift),
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
  return { metrics, updates, trained_tokens, scored_tokens };
}

/** Gives every token its advantage: its return, whitened over the batch. */
function whiten(trained: readonly Trained[], options: TrainOptions): void {
  const masks = trained.map(({ sample }) => ownMask(sample));
  const returns = trained.map(({ sample, prompt, reference }, i) => {
    const ref = reference?.subarray(prompt.length - 1);
    const kl = options.use_kl_in_reward ? sample.logprobs.map((logprob, t) => logprob - ref![t]) : undefined;
    return returnsOf({ mask: masks[i], reward: sample.advantage!, kl }, options);
  });
  whitened(returns, masks, options.advantage_ddof).forEach((advantages, i) => {
    trained[i].advantages = advantages;
  });
}

/** log π - log π_old of each token that the model wrote. */
function logRatios(logprobs: Float32Array, { sample, prompt, old }: Trained): number[] {
  const now = logprobs.subarray(prompt.length - 1);
  return ownOf(
    sample,
    now.map((logprob, t) => logprob - old[t]),
  );
}

function importanceMetrics(trained: readonly Trained[]): Metrics {
  const ratios = trained.flatMap(({ old, sample }) =>
    ownOf(
      sample,
      sample.logprobs.map((logprob, t) => Math.exp(old[t] - logprob)),
    ),
  );
  const weights = trained.flatMap(({ sample, importance }) => ownOf(sample, importance ?? []));
  return {
    'sampling/importance_sampling_ratio/min': ratios.reduce((least, ratio) => Math.min(least, ratio), Infinity),
    'sampling/importance_sampling_ratio/mean': mean(ratios),
    'sampling/importance_sampling_ratio/max': ratios.reduce((most, ratio) => Math.max(most, ratio), 0),
    'sampling/importance_weight/mean': mean(weights),
    'sampling/effective_sample_frac': effectiveSampleShare(weights),
  };
}

/** Adds the rows of an update to the totals; returns the update's loss. */
function addResults(totals: Totals, results: Float32Array, trained: readonly Trained[], options: TrainOptions): number {
  let loss = 0;
  forEachTrainedRow(trained, (row, { sample, old }, position) => {
    const value = (field: Parameters<typeof resultAt>[2]) => resultAt(results, row, field);
    const logRatio = value('log_prob') - old[position];
    totals.tokens++;
    totals.entropy += value('entropy');
    totals.kl += value('kl');
    totals.drift += Math.expm1(logRatio) - logRatio;
    if (value('region') === REGION.low) totals.low++;
    if (value('region') === REGION.high) totals.high++;
    if (value('region') === REGION.dual) totals.dual++;
    if (options.nll_alpha > 0 && isPass(sample.verdict!)) {
      totals.nll -= value('log_prob');
      totals.positive++;
    }
    loss += value('total');
  });
  return loss;
}

/** On the first update the weights are those that sampled: log-probs must agree. */
function compareWithSampler(
  difference: { sum: number; max: number; tokens: number },
  results: Float32Array,
  trained: readonly Trained[],
): void {
  forEachTrainedRow(trained, (row, { sample }, position) => {
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
