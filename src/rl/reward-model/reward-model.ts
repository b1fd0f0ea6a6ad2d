/**
 * Training a reward model (AceCoder): a policy writes programs, tests say which of two is better, and a value head on the
 * policy's own transformer learns to say so without tests, by the Bradley-Terry loss.
 */

import { Random } from '../../common/random';
import { mean } from '../../common/statistics';
import { pairResult } from '../../kernels/bradley-terry/reference';
import { type Checkpoint, loadCheckpoint, openTokenizer } from '../../model/checkpoint';
import type { FileSource } from '../../model/files';
import { type PairResult, RewardLearner, type TokenPair } from '../../model/reward-learner';
import { RewardModel } from '../../model/reward-model';
import { bootstrapMean } from '../evaluation/bootstrap';
import type { RewardModelOptions } from '../options/commands/reward-model';
import { learningRate } from '../policy/learning-rate';
import { MICRO_BATCH_ROWS } from '../policy/limits';
import { runInfo } from '../policy/policy';
import type { Metrics, TrainEvent } from '../records/events';
import { runLoop, updateStep } from '../run/run-loop';
import {
  checkpointKeeper,
  readState,
  restoreOptimizer,
  type SaveCheckpoint,
  type TrainerState,
} from '../run/trainer-state';
import {
  type CollectContext,
  collectPreferences,
  type PreferenceSets,
  preferenceFiles,
  readPreferences,
} from './collect-preferences';
import type { Preferences } from './preference-pairs';

export interface RewardModelContext extends CollectContext {
  /** The folder `checkpoint-<step>` to resume from, in place of the model; it holds the preferences too. */
  resume?: FileSource;
  save?: SaveCheckpoint;
  /** Ends the run after the last complete update, with a checkpoint; while programs are still being written, without one. */
  signal?: AbortSignal;
}

const INTERVAL_SEED = 0;

/** Collects preferences, then makes `num_train_epochs` passes over them, or what is left of those. */
export async function* trainRewardModel(
  options: RewardModelOptions,
  context: RewardModelContext,
): AsyncGenerator<TrainEvent, void> {
  const { gpu, resume, save, signal } = context;
  const state = await readState(resume);
  let sets: PreferenceSets;
  if (resume) {
    sets = await readPreferences(resume);
  } else {
    const collected = yield* collectPreferences(options, context);
    if (!collected) {
      yield { type: 'end', step: 0, reason: 'aborted' };
      return;
    }
    const { preferences, ...spent } = collected;
    sets = preferences;
    Object.assign(state, spent);
  }
  const training = await openTraining(options, context, sets, state);
  const { checkpoint, learner, scorer, max_steps } = training;
  const keep = checkpointKeeper(save, checkpoint, learner, state);
  try {
    if (resume) await restoreOptimizer(resume, state, learner);
    yield* runLoop({
      run: runInfo({ gpu, config: checkpoint.config }, options, { step: state.step, max_steps }),
      ...{ options: { ...options, max_steps }, state, signal },
      step: () => updateStep(state, checkpoint, learner, () => update(training)),
      evaluate: sets.heldout.length > 0 ? async () => ({ metrics: await evaluate(training), examples: [] }) : undefined,
      keep: () => keep(state, () => preferenceFiles(sets)),
    });
  } finally {
    learner.destroy();
    scorer.destroy();
    checkpoint.parameters.destroy();
  }
}

/** A reward model in training. */
interface Training {
  options: RewardModelOptions;
  max_steps: number;
  sets: PreferenceSets;
  state: TrainerState;
  checkpoint: Checkpoint;
  learner: RewardLearner;
  /** Scores programs by the weights that `learner` trains. */
  scorer: RewardModel;
  encode: Encode;
}

type Encode = (text: string) => number[];

async function openTraining(
  options: RewardModelOptions,
  { gpu, resume, model }: RewardModelContext,
  sets: PreferenceSets,
  state: TrainerState,
): Promise<Training> {
  const source = resume ?? model;
  const checkpoint = await loadCheckpoint(gpu, source, { training: true, head: 'score', new_head: options.seed });
  const tokenizer = await openTokenizer(checkpoint, source);
  const encode: Encode = (text) => tokenizer.encode(text);
  const longest = longestText([...sets.train, ...sets.heldout], encode);
  const [learner, scorer] = await Promise.all([
    RewardLearner.create(gpu, checkpoint.parameters, Math.max(MICRO_BATCH_ROWS, 2 * longest), options),
    RewardModel.create(gpu, checkpoint.parameters, Math.max(MICRO_BATCH_ROWS, longest)),
  ]);
  const max_steps = Math.ceil(sets.train.length / options.batch_size) * options.num_train_epochs;
  return { options, max_steps, sets, state, checkpoint, learner, scorer, encode };
}

/** One update, by all pairs of the next `batch_size` problems. */
async function update({ options, max_steps, sets, state, learner, encode }: Training) {
  const batches = max_steps / options.num_train_epochs;
  const [epoch, batch] = [Math.floor(state.step / batches), state.step % batches];
  const shuffled = new Random(options.seed, 'preferences', epoch).shuffle(sets.train);
  const some = shuffled.slice(batch * options.batch_size, (batch + 1) * options.batch_size);
  const pairs = some.flatMap((preferences) => pairsOf(preferences, encode));
  const learning_rate = learningRate(state.step, { ...options, max_steps });
  const { results, tokens, grad_norm } = await learner.update(pairs, learning_rate);
  return { metrics: { ...pairMetrics(results), pairs: results.length, grad_norm, learning_rate }, tokens };
}

/** The metrics of the reward model on the pairs of held-out problems. */
async function evaluate({ sets, scorer, encode }: Training): Promise<Metrics> {
  const scores = await scorer.score(sets.heldout.flatMap((preferences) => textsOf(preferences, encode)));
  const results = sets.heldout.map(({ programs, pairs }) => {
    const own = scores.splice(0, programs.length);
    return pairs.map(([chosen, rejected]) => pairResult(own[chosen], own[rejected]));
  });
  // Pairs of one problem are not independent evidence: each problem counts as much as the next.
  const accuracy = bootstrapMean(
    results.map((ofProblem) => pairMetrics(ofProblem).accuracy),
    INTERVAL_SEED,
  );
  const all = results.flat();
  return {
    'eval/accuracy': accuracy.mean,
    'eval/accuracy_low': accuracy.low,
    'eval/accuracy_high': accuracy.high,
    'eval/loss': pairMetrics(all).loss,
    'eval/margin': pairMetrics(all).margin,
    'eval/pairs': all.length,
  };
}

/** The texts that are scored: prompt and program, end token included. */
function textsOf({ prompt, programs }: Preferences, encode: Encode): number[][] {
  const asked = encode(prompt);
  return programs.map(({ tokens }) => [...asked, ...tokens]);
}

const longestText = (sets: readonly Preferences[], encode: Encode): number =>
  sets.flatMap((preferences) => textsOf(preferences, encode)).reduce((most, { length }) => Math.max(most, length), 0);

function pairsOf(preferences: Preferences, encode: Encode): TokenPair[] {
  const texts = textsOf(preferences, encode);
  return preferences.pairs.map(([chosen, rejected]) => ({ chosen: texts[chosen], rejected: texts[rejected] }));
}

/** Means over pairs, by TRL's names: the Bradley-Terry loss, the share ranked correctly, the difference of the scores. */
function pairMetrics(results: readonly PairResult[]): Record<'loss' | 'accuracy' | 'margin', number> {
  return {
    loss: mean(results.map(({ loss }) => loss)),
    accuracy: mean(results.map(({ margin }) => (margin > 0 ? 1 : 0))),
    margin: mean(results.map(({ margin }) => margin)),
  };
}
