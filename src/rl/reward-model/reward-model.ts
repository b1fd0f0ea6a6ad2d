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
import { flopsOf, runInfo } from '../policy/policy';
import type { Metrics, TrainEvent } from '../records/events';
import {
  INITIAL_STATE,
  keepCheckpoint,
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
  /** The folder `checkpoint-<step>` to go on from, in place of the model; it holds the preferences too. */
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
  const { resume } = context;
  let state: TrainerState = resume ? await readState(resume) : { ...INITIAL_STATE };
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
    state = { ...state, ...spent };
  }
  const training = await Training.open(options, context, sets, state);
  try {
    yield* training.events();
  } finally {
    training.close();
  }
}

class Training {
  private constructor(
    private readonly options: RewardModelOptions,
    private readonly max_steps: number,
    private readonly context: RewardModelContext,
    private readonly sets: PreferenceSets,
    private state: TrainerState,
    private readonly checkpoint: Checkpoint,
    private readonly learner: RewardLearner,
    private readonly scorer: RewardModel,
    private readonly encode: (text: string) => number[],
  ) {}

  static async open(
    options: RewardModelOptions,
    context: RewardModelContext,
    sets: PreferenceSets,
    state: TrainerState,
  ): Promise<Training> {
    const { gpu, resume } = context;
    const source = resume ?? context.model;
    const checkpoint = await loadCheckpoint(gpu, source, { training: true, head: 'score', new_head: options.seed });
    const tokenizer = await openTokenizer(checkpoint, source);
    const encode = (text: string) => tokenizer.encode(text);
    const longest = longestText([...sets.train, ...sets.heldout], encode);
    const [learner, scorer] = await Promise.all([
      RewardLearner.create(gpu, checkpoint.parameters, Math.max(MICRO_BATCH_ROWS, 2 * longest), options),
      RewardModel.create(gpu, checkpoint.parameters, Math.max(MICRO_BATCH_ROWS, longest)),
    ]);
    if (resume) await restoreOptimizer(resume, state, learner);
    const max_steps = Math.ceil(sets.train.length / options.batch_size) * options.num_train_epochs;
    return new Training(options, max_steps, context, sets, state, checkpoint, learner, scorer, encode);
  }

  async *events(): AsyncGenerator<TrainEvent, void> {
    const { max_steps } = this;
    const { stop_after, save_steps } = this.options;
    const { gpu, signal } = this.context;
    const last = Math.min(max_steps, stop_after ?? max_steps);
    const first = this.state.step;
    const run = runInfo({ gpu, config: this.checkpoint.config }, { max_steps }, first);
    yield { type: 'start', run: { ...run, options: { ...this.options } } };
    if (first === 0) yield* this.#evaluate();
    let saved = first;
    while (this.state.step < last && !signal?.aborted) {
      yield { type: 'update', step: this.state.step + 1, metrics: await this.#update() };
      const { step } = this.state;
      if (step === max_steps) yield* this.#evaluate();
      if (save_steps > 0 && step % save_steps === 0) {
        yield* this.#save();
        saved = step;
      }
    }
    if (saved !== this.state.step) yield* this.#save();
    yield { type: 'end', step: this.state.step, reason: this.state.step >= last ? 'done' : 'aborted' };
  }

  /** One update, by all pairs of the next `batch_size` problems. */
  async #update(): Promise<Metrics> {
    const start = performance.now();
    const { options, max_steps, state } = this;
    const batches = max_steps / options.num_train_epochs;
    const [epoch, batch] = [Math.floor(state.step / batches), state.step % batches];
    const shuffled = new Random(options.seed, 'preferences', epoch).shuffle(this.sets.train);
    const some = shuffled.slice(batch * options.batch_size, (batch + 1) * options.batch_size);
    const pairs = some.flatMap((preferences) => pairsOf(preferences, this.encode));
    const learning_rate = learningRate(state.step, { ...options, max_steps });
    const { results, tokens, grad_norm } = await this.learner.update(pairs, learning_rate);
    this.state = {
      ...state,
      step: state.step + 1,
      updates: this.learner.updates,
      num_tokens: state.num_tokens + tokens,
      flops: state.flops + flopsOf(this.checkpoint, { trained: tokens }),
    };
    return {
      ...pairMetrics(results),
      pairs: results.length,
      grad_norm,
      learning_rate,
      updates: this.state.updates,
      num_tokens: this.state.num_tokens,
      'compute/flops': this.state.flops,
      step_time: (performance.now() - start) / 1000,
    };
  }

  /** How well the reward model tells the pairs of held-out problems apart; nothing where there are none. */
  async *#evaluate(): AsyncGenerator<TrainEvent, void> {
    const { heldout } = this.sets;
    if (heldout.length === 0) return;
    const { step } = this.state;
    yield { type: 'phase', step, phase: 'evaluation' };
    const texts = heldout.flatMap((preferences) => textsOf(preferences, this.encode));
    const scores = await this.scorer.score(texts);
    const results = heldout.map(({ programs, pairs }) => {
      const own = scores.splice(0, programs.length);
      return pairs.map(([chosen, rejected]) => pairResult(own[chosen], own[rejected]));
    });
    // Pairs of one problem are not independent evidence: each problem counts as much as the next.
    const accuracy = bootstrapMean(
      results.map((ofProblem) => pairMetrics(ofProblem).accuracy),
      INTERVAL_SEED,
    );
    const all = results.flat();
    const metrics: Metrics = {
      'eval/accuracy': accuracy.mean,
      'eval/accuracy_low': accuracy.low,
      'eval/accuracy_high': accuracy.high,
      'eval/loss': pairMetrics(all).loss,
      'eval/margin': pairMetrics(all).margin,
      'eval/pairs': all.length,
    };
    yield { type: 'evaluation', step, metrics, examples: [] };
  }

  async *#save(): AsyncGenerator<TrainEvent, void> {
    const { save } = this.context;
    if (!save) return;
    yield await keepCheckpoint(save, this.checkpoint, this.state, this.learner, preferenceFiles(this.sets));
  }

  close(): void {
    this.learner.destroy();
    this.scorer.destroy();
    this.checkpoint.parameters.destroy();
  }
}

/** The texts that are scored: prompt and program, end token included. */
function textsOf({ prompt, programs }: Preferences, encode: (text: string) => number[]): number[][] {
  const asked = encode(prompt);
  return programs.map(({ tokens }) => [...asked, ...tokens]);
}

const longestText = (sets: readonly Preferences[], encode: (text: string) => number[]): number =>
  sets.flatMap((preferences) => textsOf(preferences, encode)).reduce((most, { length }) => Math.max(most, length), 0);

function pairsOf(preferences: Preferences, encode: (text: string) => number[]): TokenPair[] {
  const texts = textsOf(preferences, encode);
  return preferences.pairs.map(([chosen, rejected]) => ({ chosen: texts[chosen], rejected: texts[rejected] }));
}

/** TRL's names. */
function pairMetrics(results: readonly PairResult[]): Record<'loss' | 'accuracy' | 'margin', number> {
  return {
    loss: mean(results.map(({ loss }) => loss)),
    accuracy: mean(results.map(({ margin }) => (margin > 0 ? 1 : 0))),
    margin: mean(results.map(({ margin }) => margin)),
  };
}
