/** One step of a run: rollout → verdict → reward → advantage → update. */
import type { JudgeFailure, Verdict } from '../../sandbox/types';
import type { GroupFilterOptions } from '../options/group-filter';
import { learningRate } from '../policy/learning-rate';
import { flopsOf } from '../policy/policy';
import type { Metrics, TrainEvent } from '../records/events';
import type { Group } from '../records/group';
import { isPass } from '../records/pass-rate';
import type { RewardScorer } from '../reward/reward-scorer';
import { isConstant } from '../update/advantages';
import { TokenRecorder } from '../update/token-records';
import { assignAdvantages, updatePolicy } from '../update/update';
import type { CurrentStage } from './current-stage';
import { completionMetrics, meanOfMetrics, rewardMetrics, toolMetrics, verdictMetrics } from './metrics';
import type { Rounds } from './rounds';
import type { RunParts } from './run-parts';
import type { Stopwatch } from './stopwatch';

/**
 * Runs the next step and updates the run's state. Yields `phase: update` before the first optimizer step: if the consumer
 * stops there, the weights are unchanged.
 */
export async function* trainStep(
  { context, models, state }: RunParts,
  stage: CurrentStage,
  rounds: Rounds,
  clock: Stopwatch,
): AsyncGenerator<TrainEvent, void> {
  const { gpu } = context;
  const { options } = stage;
  const step = state.step + 1;
  const before = { ...gpu.counters };
  clock.restart();

  const collected = yield* collect(step, stage, rounds, models.rewardScorer, clock);
  const { time } = collected;
  const selected = collected.kept.slice(0, options.prompts_per_step);
  const batch = await assignAdvantages(selected, models.reference, options);
  const groups = collected.groups.map((group) => batch.groups[selected.indexOf(group)] ?? group);
  yield { type: 'verdicts', step, groups };

  yield { type: 'phase', step, phase: 'update' };
  const staleness = models.learner.updates - collected.updates;
  const learning_rate = learningRate(state.step, options);
  const recorder = context.record_tokens ? new TokenRecorder() : undefined;
  const update = await updatePolicy(models.learner, models, batch.sequences, options, {
    step,
    learning_rate,
    entropy: state.entropy,
    staleness,
    recorder,
  });
  const update_time = clock.lap();

  const samples = groups.flatMap((group) => group.samples);
  state.entropy = update.entropy;
  const decoded = samples.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const prefilled = groups.reduce((sum, { prompt_tokens }) => sum + prompt_tokens.length, 0);
  const forward = decoded + prefilled + batch.scored_tokens + update.scored_tokens;
  state.step = step;
  state.step_flops = collected.flops + flopsOf(models.policy, { forward, trained: update.trained_tokens });
  state.updates = models.learner.updates;
  state.num_tokens += decoded + prefilled * options.num_generations;
  state.flops += state.step_flops;
  const metrics: Metrics = {
    ...rewardMetrics(options.reward, collected.testRewards),
    ...(models.rewardScorer && rewardMetrics('reward_model', rewardsByGroup(groups))),
    ...completionMetrics(groups.map((group) => group.samples)),
    ...toolMetrics(samples),
    ...verdictMetrics(collected.verdicts),
    ...meanOfMetrics(collected.hacks),
    ...stage.metrics(),
    ...(options.filter_groups !== 'none' && {
      'filter/kept_frac': collected.kept.length / groups.length,
      'filter/num_gen_batches': collected.rounds,
    }),
    ...(options.one_off_pipelining && { 'policy/staleness': staleness }),
    ...update.metrics,
    updates: state.updates,
    num_tokens: state.num_tokens,
    'compute/flops': state.flops,
    'compute/step_flops': state.step_flops,
    'gpu/dispatches': gpu.counters.dispatches - before.dispatches,
    'gpu/submits': gpu.counters.submits - before.submits,
    'gpu/readbacks': gpu.counters.readbacks - before.readbacks,
    'gpu/live_bytes': gpu.liveBytes - gpu.readbackBytes,
    'time/rollout': time.rollout,
    'time/judge': time.judge,
    'judge/backlog': collected.unjudged,
    'time/update': update_time,
    step_time: clock.total(),
  };
  yield { type: 'update', step, metrics, ...(recorder && { tokens: recorder.of(groups) }) };
  yield* stage.advance(samples);
}

/** Programs for a step, with verdicts and rewards. */
interface Collected {
  groups: Group[];
  /** The groups that `filter_groups` keeps. */
  kept: Group[];
  verdicts: (Verdict | JudgeFailure)[];
  /** The `hack/<kind>_frac` metrics of each round. */
  hacks: Metrics[];
  /** [groups][samples] The rewards from the tests, also where a reward model replaces them; null where the judge failed. */
  testRewards: (number | null)[][];
  rounds: number;
  /** Programs that were waiting for their verdicts when the last one of a round was written. */
  unjudged: number;
  /** Optimizer steps made before the last round was sampled. */
  updates: number;
  /** FLOPs of the reward model. */
  flops: number;
  /** Seconds of sampling and of judging. */
  time: { rollout: number; judge: number };
}

/** Rounds of sampling until enough groups are kept, or `max_num_gen_batches` of them. */
async function* collect(
  step: number,
  { options, curriculum }: CurrentStage,
  rounds: Rounds,
  rewardScorer: RewardScorer | undefined,
  clock: Stopwatch,
): AsyncGenerator<TrainEvent, Collected> {
  const all: Collected = {
    groups: [],
    kept: [],
    verdicts: [],
    hacks: [],
    testRewards: [],
    rounds: 0,
    unjudged: 0,
    updates: 0,
    flops: 0,
    time: { rollout: 0, judge: 0 },
  };
  while (all.rounds < options.max_num_gen_batches && all.kept.length < options.prompts_per_step) {
    clock.lap();
    const round = yield* rounds.next(step);
    all.time.rollout += clock.lap();
    all.rounds++;
    all.unjudged += round.unjudged;
    all.updates = round.updates;
    yield { type: 'rollouts', step, groups: [...all.groups, ...round.groups] };

    yield { type: 'phase', step, phase: 'judge' };
    clock.lap();
    const judged = await round.judged;
    all.verdicts.push(...judged.verdicts);
    all.hacks.push(judged.hacks);
    all.testRewards.push(...rewardsByGroup(judged.groups));
    const scored = await rewardScorer?.assignRewards(judged.groups, options);
    const groups = scored?.groups ?? judged.groups;
    all.flops += scored?.flops ?? 0;
    all.groups.push(...groups);
    curriculum.record(groups);
    all.kept.push(...groups.filter((group) => keepsGroup(group, options)));
    all.time.judge += clock.lap();
  }
  return all;
}

const rewardsByGroup = (groups: readonly Group[]): (number | null)[][] =>
  groups.map(({ samples }) => samples.map(({ reward }) => reward ?? null));

/**
 * Whether a group is trained on: whether its samples differ. With resampling this is dynamic sampling (DAPO). Samples without
 * a reward (the judge failed, or truncation left them out) do not count.
 */
export function keepsGroup(group: Group, { filter_groups }: Pick<GroupFilterOptions, 'filter_groups'>): boolean {
  const scored = group.samples.filter(({ reward }) => reward !== undefined);
  switch (filter_groups) {
    case 'none':
      return true;
    case 'reward':
      return !isConstant(scored.map(({ reward }) => reward!));
    case 'accuracy':
      return !isConstant(scored.map(({ verdict }) => (isPass(verdict!) ? 1 : 0)));
  }
}
