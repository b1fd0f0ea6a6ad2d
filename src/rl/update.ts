/** From judged groups to optimizer steps: which tokens are trained, with what weight, in which minibatch. */
import { Random } from '../common/random';
import { type PolicyLossOptions, policyLossOptions, REGION, RESULT_FIELDS } from '../kernels/policy-loss';
import { microBatches, rowsOf, type Sequence } from '../model/batch';
import type { Learner } from '../model/learner';
import type { Scorer } from '../model/scorer';
import { groupAdvantages } from './advantages';
import { tokenWeights } from './aggregation';
import type { Group, Metrics, Sample } from './events';
import type { TrainOptions } from './options';
import { isPass } from './rewards';

/** The kernel's options of a run's loss. */
export function lossOf(options: TrainOptions): PolicyLossOptions {
  return policyLossOptions({
    loss_type: options.loss_type,
    temperature: options.temperature,
    epsilon: options.epsilon,
    epsilon_high: options.epsilon_high,
    delta: options.delta,
    gppo_beta_low: options.gppo_beta_low,
    gppo_beta_high: options.gppo_beta_high,
    cispo_min: options.cispo_min === 0 ? null : options.cispo_min,
    cispo_max: options.cispo_max,
    kl_type: options.kl_estimator,
    beta: options.beta,
    entropy_coef: options.entropy_coef,
    nll_alpha: options.nll_alpha,
  });
}

/** Gives every rewarded sample its advantage. */
export function assignAdvantages(groups: readonly Group[], options: TrainOptions): void {
  const rewards = groups.map(({ samples }) => samples.map(({ reward }) => reward ?? null));
  const advantages = groupAdvantages(rewards, options);
  groups.forEach(({ samples }, g) => {
    samples.forEach((sample, s) => {
      sample.advantage = advantages[g][s] ?? undefined;
    });
  });
}

/** A sample as it is trained on: prompt and completion in one sequence. */
interface Trained {
  sample: Sample;
  prompt: readonly number[];
  /** 1 for each target in the completion, 0 in the prompt. */
  mask: Float32Array;
  reference?: Float32Array;
}

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
}

/**
 * The updates of one rollout: `num_iterations` passes over `steps_per_generation` minibatches of whole groups, one
 * optimizer step each. A minibatch without anything to learn is left out.
 */
export async function updatePolicy(
  learner: Learner,
  reference: Scorer | undefined,
  groups: readonly Group[],
  promptTokens: readonly (readonly number[])[],
  options: TrainOptions,
  { step, learning_rate }: { step: number; learning_rate: number },
): Promise<StepResult> {
  const totals: Totals = { tokens: 0, entropy: 0, kl: 0, drift: 0, low: 0, high: 0, dual: 0, nll: 0, positive: 0 };
  const difference = { sum: 0, max: 0, tokens: 0 };
  let [updates, trained_tokens, skipped, norms, loss] = [0, 0, 0, 0, 0];
  const kept = groups.map(({ samples }, g) =>
    samples.filter((sample) => teaches(sample, options)).map((sample) => trainedOf(sample, promptTokens[g])),
  );
  if (reference) await scoreReference(reference, kept.flat(), options.temperature);

  for (let iteration = 0; iteration < options.num_iterations; iteration++) {
    const order = new Random(options.seed, 'minibatches', step, iteration).shuffle(groups.map((_, g) => g));
    for (const minibatch of cut(order, options.steps_per_generation)) {
      const trained = minibatch.flatMap((g) => kept[g]);
      if (trained.length === 0) continue;
      const sequences = sequencesOf(trained, options, learner.capacity);
      const result = await learner.update(sequences, learning_rate);
      updates++;
      trained_tokens += sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
      if (result.skipped) skipped++;
      else norms += result.grad_norm;
      loss = addResults(totals, result.results, trained, options);
      if (updates === 1) compareWithSampler(difference, result.results, trained);
    }
  }
  if (updates === 0) return { metrics: { learning_rate }, updates, trained_tokens };
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
  if (skipped > 0) metrics.skipped_updates = skipped;
  return { metrics, updates, trained_tokens };
}

/** Whether training on a sample could change anything. */
function teaches({ advantage, verdict, tokens }: Sample, options: TrainOptions): boolean {
  if (advantage === undefined || tokens.length === 0) return false;
  return advantage !== 0 || !options.drop_zero_advantage || (options.nll_alpha > 0 && isPass(verdict!));
}

function trainedOf(sample: Sample, prompt: readonly number[]): Trained {
  const mask = new Float32Array(prompt.length + sample.tokens.length - 1);
  mask.fill(1, prompt.length - 1);
  return { sample, prompt, mask };
}

async function scoreReference(reference: Scorer, trained: readonly Trained[], temperature: number): Promise<void> {
  const sequences = trained.map(({ prompt, sample }) => ({ tokens: [...prompt, ...sample.tokens] }));
  const scores = await reference.score(sequences, temperature);
  trained.forEach((one, i) => {
    one.reference = scores[i].logprobs;
  });
}

/** The packed sequences of one optimizer step, each token with its share of the loss. */
function sequencesOf(trained: readonly Trained[], options: TrainOptions, capacity: number): Sequence[] {
  const lengths = trained.map(({ sample }) => sample.tokens.length);
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
    const { sample, prompt, mask, reference } = trained[i];
    const times = (weight: number) => mask.map((on) => on * weight);
    const old = new Float32Array(mask.length);
    old.set(sample.logprobs, prompt.length - 1);
    return {
      ...sequence,
      old_log_prob: old,
      ref_log_prob: reference ?? 0,
      advantage: sample.advantage!,
      policy_weight: times(weights[i]),
      kl_weight: options.beta > 0 ? times(weights[i]) : 0,
      // The entropy bonus is the mean over tokens, whatever the aggregation of the loss (TRL).
      entropy_weight: options.entropy_coef !== 0 ? times(1 / tokens) : 0,
      nll_weight: options.nll_alpha > 0 && positive[i] ? times(1 / positiveTokens) : 0,
    };
  });
}

const COLUMN = Object.fromEntries(RESULT_FIELDS.map((field, i) => [field, i])) as Record<
  (typeof RESULT_FIELDS)[number],
  number
>;

/** Adds the rows of an update to the totals; returns the update's loss. */
function addResults(totals: Totals, results: Float32Array, trained: readonly Trained[], options: TrainOptions): number {
  let loss = 0;
  forEachTrainedRow(trained, (row, { sample }, position) => {
    const value = (field: (typeof RESULT_FIELDS)[number]) => results[row * RESULT_FIELDS.length + COLUMN[field]];
    const logRatio = value('log_prob') - sample.logprobs[position];
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
    const delta = Math.abs(results[row * RESULT_FIELDS.length + COLUMN.log_prob] - sample.logprobs[position]);
    difference.sum += delta;
    difference.max = Math.max(difference.max, delta);
    difference.tokens++;
  });
}

function forEachTrainedRow(
  trained: readonly Trained[],
  visit: (row: number, trained: Trained, position: number) => void,
): void {
  let first = 0;
  for (const one of trained) {
    const { prompt, sample, mask } = one;
    for (let position = 0; position < sample.tokens.length; position++) {
      visit(first + prompt.length - 1 + position, one, position);
    }
    first += mask.length;
  }
}

/** Cuts a list into `parts` of nearly equal size. */
function cut<T>(items: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, i) =>
    items.slice(Math.floor((i * items.length) / parts), Math.floor(((i + 1) * items.length) / parts)),
  );
}
