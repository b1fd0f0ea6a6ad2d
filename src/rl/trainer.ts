/**
 * The loop: rollout → verdict → reward → advantage → update, with evaluation on held-out problems. An async generator of
 * events; whoever consumes them decides what to show and keep, and drives the loop by asking for the next one.
 */
import type { Gpu } from '../kernels/device/gpu';
import { checkpointFiles } from '../model/checkpoint';
import { type FileSource, readJson } from '../model/files';
import { Generator } from '../model/generation';
import { Learner } from '../model/learner';
import { Scorer } from '../model/scorer';
import type { Judge, JudgeFailure, Verdict } from '../sandbox/types';
import { isPaid, type Problem, type TaskSet } from '../tasks/problem';
import { mean } from './advantages';
import { assignAdvantages } from './assign-advantages';
import { Curriculum, INITIAL_CURRICULUM_STATE } from './curriculum';
import { controlEntropy, entropyCoefficient, INITIAL_ENTROPY_STATE } from './entropy-control';
import { evaluate, heldOutProblems } from './evaluation';
import type { Group, Metrics, Sample, TrainEvent } from './events';
import { keepsGroup } from './group-filter';
import { insertedLength } from './interpreter';
import { Judging } from './judging';
import { learningRate } from './learning-rate';
import { limitsOf, MICRO_BATCH_ROWS } from './limits';
import { completionMetrics, meanOfMetrics, rewardMetrics, toolMetrics, verdictMetrics } from './metrics';
import { optionsOfStage, type TrainOptions } from './options';
import { ownOf } from './own-tokens';
import { matrixParameters, openPolicy, type Policy, runInfo } from './policy';
import { lossOf } from './policy-loss-options';
import { RewardScorer } from './reward-scorer';
import { isPass } from './rewards';
import { rollout } from './rollout';
import { type Round, restoredRound, type StoredRound, sampleRound, storedRound } from './round';
import { advanceStage, INITIAL_STAGE_STATE, type Stage } from './stages';
import { Stopwatch } from './stopwatch';
import { selectTests } from './test-selection';
import { TokenRecorder } from './token-records';
import { INITIAL_STATE, isComplete, readState, restoreOptimizer, stateFiles, type TrainerState } from './trainer-state';
import { needsCurrent, type Onlookers, updatePolicy } from './update';

export interface TrainContext {
  gpu: Gpu;
  judge: Judge;
  /** The task set of a name. */
  tasks(name: string): TaskSet | Promise<TaskSet>;
  /** The folder of the model to start from. */
  model: FileSource;
  /** The folder of `options.reward_model`, where that is set. */
  rewardModel?: FileSource;
  /** The folder `checkpoint-<step>` to go on from, in place of the model. */
  resume?: FileSource;
  /** Keeps a checkpoint; it is complete when the promise is fulfilled. */
  save?(name: string, files: Map<string, Uint8Array>): Promise<void>;
  /** Called before the first event, with what can be asked of the run between two events. */
  onOpen?(run: OpenRun): void;
  /** Ends the run after the last complete update, with a checkpoint. */
  signal?: AbortSignal;
  /** Judge every test of every program, for a display, even where the reward does not need it. */
  all_tests?: boolean;
  /** Let `update` events carry what was measured on each token, for a display. */
  record_tokens?: boolean;
}

/** A run while it waits to be asked for its next event. */
export interface OpenRun {
  /**
   * Keeps a checkpoint of the last complete step, also from within the next one: up to its update the weights are the same.
   * Undefined where there is nothing to keep: from there to the step's end, and where that checkpoint was kept already.
   */
  checkpoint(): Promise<Extract<TrainEvent, { type: 'checkpoint' }> | undefined>;
}

/** Groups of an evaluation that its event carries along. */
const EXAMPLES = 24;
/** The file of a checkpoint that holds the round sampled for the next step. */
const PENDING = 'pending_rollouts.json';

const BEGINNING: Required<TrainerState> = {
  ...INITIAL_STATE,
  stage: INITIAL_STAGE_STATE,
  curriculum: INITIAL_CURRICULUM_STATE,
  entropy: INITIAL_ENTROPY_STATE,
};

/** Runs `options.max_steps` steps, or those that are left of them. Bad input throws before the first event. */
export async function* train(options: TrainOptions, context: TrainContext): AsyncGenerator<TrainEvent, void> {
  const run = await Run.open(options, context);
  context.onOpen?.(run);
  try {
    for await (const event of run.events()) {
      // What the consumer does with an event, or until it wants the next one, is not the run's time.
      run.clock.stop();
      yield event;
      run.clock.go();
    }
  } finally {
    run.close();
  }
}

/** Everything that a run holds on the GPU. */
interface Models extends Onlookers {
  policy: Policy;
  generator: Generator;
  learner: Learner;
  /** Pays in place of the tests. */
  rewardScorer?: RewardScorer;
}

/** What goes into a checkpoint beside what is on the GPU. */
interface Resting {
  state: Required<TrainerState>;
  pending?: Round;
}

class Run implements OpenRun {
  readonly clock = new Stopwatch();
  /** Those of the run, as its current stage changes them. */
  #options: TrainOptions;
  #curriculum: Curriculum;
  /** A round that was sampled for the next step. */
  #pending?: Round;
  /** The last complete step; undefined while the weights are no longer its. */
  #resting?: Resting;
  /** The step of the last checkpoint, or where the run began. */
  #saved: number;

  private constructor(
    /** Those of the whole run: evaluations and schedules go by them. */
    private readonly options: TrainOptions,
    private readonly context: TrainContext,
    private readonly models: Models,
    private readonly heldout: readonly Problem[],
    private state: Required<TrainerState>,
    tasks: TaskSet,
  ) {
    this.#options = optionsOfStage(options, state.stage.index);
    this.#curriculum = new Curriculum(tasks, this.#options, state.curriculum);
    this.#saved = state.step;
  }

  static async open(options: TrainOptions, context: TrainContext): Promise<Run> {
    const { gpu, resume } = context;
    const state = { ...BEGINNING, ...(resume && (await readState(resume))) };
    // A bad name of a later stage must not end a run in its middle.
    const stages = allStages(options);
    for (const { tasks } of stages) await context.tasks(tasks);
    const own = await context.tasks(options.tasks);
    const heldout = heldOutProblems(own, options.eval_problems, options.levels ?? own.levels);
    const policy = await openPolicy(gpu, resume ?? context.model, { training: true });
    const { parameters } = policy;
    const most = (of: (options: TrainOptions) => number) => Math.max(of(options), ...stages.map(of));
    const limits = limitsOf(
      policy,
      {
        max_completion_length: most((stage) => stage.max_completion_length),
        max_inserted_length: most(insertedLength),
      },
      Math.max(
        most((stage) => (stage.gen_prompts_per_step ?? stage.prompts_per_step) * stage.num_generations),
        256,
      ),
    );
    const rows = Math.max(MICRO_BATCH_ROWS, limits.max_completion_length + limits.max_inserted_length);
    const [generator, learner] = await Promise.all([
      Generator.create(gpu, parameters, limits),
      Learner.create(gpu, parameters, rows, { loss: lossOf(options), optimizer: options }),
    ]);
    if (resume) await restoreOptimizer(resume, state, learner);
    const models: Models = { policy, generator, learner };
    if (options.reward_model !== null) {
      models.rewardScorer = await RewardScorer.open(policy, context.rewardModel!, limits);
    }
    if (needsCurrent(options)) models.current = await Scorer.create(gpu, parameters, rows);
    if (options.beta > 0) {
      // The reference is the model at the start of the run, also after a resume.
      const frozen = await openPolicy(gpu, context.model, { training: false });
      models.reference = await Scorer.create(gpu, frozen.parameters, rows);
    }
    const tasks = await context.tasks(stages[options.stages ? state.stage.index : 0].tasks);
    const run = new Run(options, context, models, heldout, state, tasks);
    const pending = resume && options.one_off_pipelining ? await readJson(resume, PENDING) : undefined;
    if (pending) run.#pending = restoredRound(pending as StoredRound);
    return run;
  }

  async *events(): AsyncGenerator<TrainEvent, void> {
    const { options } = this;
    const { signal } = this.context;
    const first = this.state.step;
    yield { type: 'start', run: runInfo(this.models.policy, options, first) };
    if (first === 0 && !signal?.aborted) {
      yield* this.#evaluate();
      yield* this.#beginStage();
    }
    while (!this.#isOver && !signal?.aborted) {
      this.#resting = { state: structuredClone(this.state), pending: this.#pending };
      const before = this.state.flops;
      yield* this.#step();
      const { step, flops } = this.state;
      const due = (every: number) => every > 0 && step % every === 0;
      const unit = (options.eval_gflop ?? Infinity) * 1e9;
      const dueByCompute = Math.floor(flops / unit) > Math.floor(before / unit);
      if (due(options.eval_steps) || dueByCompute || this.#isComplete) yield* this.#evaluate();
      if (due(options.save_steps)) yield* this.#save();
    }
    yield* this.#save();
    yield { type: 'end', step: this.state.step, reason: this.#isOver ? 'done' : 'aborted' };
  }

  /** Whether the run has come to its own end. */
  get #isComplete(): boolean {
    return isComplete(this.state, this.options);
  }

  get #isOver(): boolean {
    const { stop_after } = this.options;
    return this.#isComplete || (stop_after !== null && this.state.step >= stop_after);
  }

  async *#step(): AsyncGenerator<TrainEvent, void> {
    const { context, state, models } = this;
    const { gpu } = context;
    const options = this.#options;
    const step = state.step + 1;
    const counters = { ...gpu.counters };
    this.clock.restart();

    const time = { rollout: 0, judge: 0, update: 0 };
    const [groups, kept, verdicts, hacks]: [Group[], Group[], (Verdict | JudgeFailure)[], Metrics[]] = [[], [], [], []];
    const testRewards: (number | null)[][] = [];
    let [batches, backlog, updates, scored] = [0, 0, 0, 0];
    while (batches < options.max_num_gen_batches && kept.length < options.prompts_per_step) {
      this.clock.lap();
      const round = yield* this.#nextRound(step);
      time.rollout += this.clock.lap();
      groups.push(...round.groups);
      batches++;
      backlog += round.backlog;
      updates = round.updates;
      yield { type: 'rollouts', step, groups: [...groups] };

      yield { type: 'phase', step, phase: 'judge' };
      this.clock.lap();
      const judged = await round.judged;
      verdicts.push(...judged.verdicts);
      hacks.push(judged.hacks);
      testRewards.push(...rewardsOf(round.groups));
      scored += (await models.rewardScorer?.pay(round.groups, options)) ?? 0;
      this.#curriculum.record(round.groups);
      kept.push(...round.groups.filter((group) => keepsGroup(group, options)));
      time.judge += this.clock.lap();
    }
    const trained = kept.slice(0, options.prompts_per_step);
    assignAdvantages(trained, options);
    yield { type: 'verdicts', step, groups };

    yield { type: 'phase', step, phase: 'update' };
    this.#resting = undefined;
    this.clock.lap();
    const stale = models.learner.updates - updates;
    const promptOf = ({ problem }: Group) => models.policy.tokenizer.encode(problem.prompt);
    const learning_rate = learningRate(state.step, options);
    const entropy_coef = options.use_adaptive_entropy ? entropyCoefficient(state.entropy) : options.entropy_coef;
    const recorder = context.record_tokens ? new TokenRecorder() : undefined;
    const update = await updatePolicy(models.learner, models, trained, trained.map(promptOf), options, {
      step,
      learning_rate,
      entropy_coef,
      recorder,
    });
    time.update = this.clock.lap();

    const samples = groups.flatMap((group) => group.samples);
    const control = this.#controlEntropy(samples, update.metrics.entropy);
    const decoded = samples.reduce((sum, { tokens }) => sum + tokens.length, 0);
    const prefilled = groups.map((group) => promptOf(group).length).reduce((sum, length) => sum + length, 0);
    const step_flops = scored + this.#flops(decoded + prefilled + update.scored_tokens, update.trained_tokens);
    this.state = {
      ...this.state,
      step,
      step_flops,
      updates: models.learner.updates,
      num_tokens: state.num_tokens + decoded + prefilled * options.num_generations,
      flops: state.flops + step_flops,
    };
    const metrics: Metrics = {
      ...rewardMetrics(options.reward, testRewards),
      ...(models.rewardScorer && rewardMetrics('reward_model', rewardsOf(groups))),
      ...completionMetrics(groups.map((group) => group.samples)),
      ...toolMetrics(samples),
      ...verdictMetrics(verdicts),
      ...meanOfMetrics(hacks),
      ...this.#curriculumMetrics(),
      ...(options.filter_groups !== 'none' && {
        'filter/kept_frac': kept.length / groups.length,
        'filter/num_gen_batches': batches,
      }),
      ...(options.use_adaptive_entropy && { ...control, entropy_coef }),
      ...(options.one_off_pipelining && { 'policy/staleness': stale }),
      ...update.metrics,
      updates: this.state.updates,
      num_tokens: this.state.num_tokens,
      'compute/flops': this.state.flops,
      'compute/step_flops': step_flops,
      'gpu/dispatches': gpu.counters.dispatches - counters.dispatches,
      'gpu/submits': gpu.counters.submits - counters.submits,
      'gpu/readbacks': gpu.counters.readbacks - counters.readbacks,
      'gpu/live_bytes': gpu.liveBytes - gpu.readbackBytes,
      'time/rollout': time.rollout,
      'time/judge': time.judge,
      'time/judge_backlog': backlog,
      'time/update': time.update,
      step_time: this.clock.total(),
    };
    yield { type: 'update', step, metrics, ...(recorder && { tokens: recorder.of(groups) }) };
    yield* this.#advance(samples);
  }

  /**
   * The round that this step trains on. With one-off pipelining (DeepCoder) it was sampled in the step before, and is judged
   * while the next one is sampled, by the weights before this step's updates.
   */
  async *#nextRound(step: number): AsyncGenerator<TrainEvent, Round> {
    if (!this.#options.one_off_pipelining) return yield* this.#sample(step);
    const round = this.#pending ?? (yield* this.#sample(step));
    this.#pending = step < this.options.max_steps ? yield* this.#sample(step + 1) : undefined;
    return round;
  }

  /** Samples a round for the updates of a step. */
  async *#sample(step: number): AsyncGenerator<TrainEvent, Round> {
    yield { type: 'phase', step, phase: 'rollout' };
    const options = this.#options;
    const { policy, generator, learner } = this.models;
    const { judge, all_tests } = this.context;
    const n = options.gen_prompts_per_step ?? options.prompts_per_step;
    const problems = this.#curriculum.draw(n).map((problem) => this.#withTests(problem, step));
    const { updates } = learner;
    const first_uid = this.state.samples;
    const round = await sampleRound(problems, options, { policy, generator, judge, updates, first_uid, all_tests });
    this.state.samples += n * options.num_generations;
    return round;
  }

  /** The problem with the tests of this step: the same ones for its whole group. */
  #withTests(problem: Problem, step: number): Problem {
    const options = this.#options;
    if (options.max_tests === null) return problem;
    const kept = new Set(selectTests(problem.tests.filter(isPaid), options, options.seed, step, problem.id));
    return { ...problem, tests: problem.tests.filter((test) => !isPaid(test) || kept.has(test)) } as Problem;
  }

  /** Lets the controller see the entropy of the step; what it saw, for the metrics. */
  #controlEntropy(samples: readonly Sample[], exact: number | undefined): Metrics {
    const options = this.#options;
    if (!options.use_adaptive_entropy) return {};
    const logprobs = samples
      .filter(({ advantage }) => advantage !== undefined)
      .flatMap((sample) => ownOf(sample, sample.logprobs));
    const sampled = logprobs.length > 0 ? -mean(logprobs) : undefined;
    const signal = options.entropy_signal === 'exact' ? exact : sampled;
    if (signal === undefined) return {};
    this.state.entropy = controlEntropy(this.state.entropy, signal, options);
    return { 'entropy_control/signal': signal, 'entropy_control/coef': this.state.entropy.coef };
  }

  #curriculumMetrics(): Metrics {
    const { pool, active } = this.#curriculum;
    const { stages } = this.options;
    return {
      ...(stages && { stage: this.state.stage.index + 1 }),
      ...(pool.length > 0 && {
        'curriculum/problems': active.length,
        'curriculum/epoch': this.#curriculum.state.epoch,
      }),
    };
  }

  /** Takes the step's pass rate to the stages, and goes on to the next one where this is its end. */
  async *#advance(samples: readonly Sample[]): AsyncGenerator<TrainEvent, void> {
    this.state.curriculum = this.#curriculum.state;
    const { stages } = this.options;
    if (!stages) return;
    const judged = samples.filter(({ verdict }) => verdict);
    const pass_rate = mean(judged.map(({ verdict }) => (isPass(verdict!) ? 1 : 0)));
    const { index } = this.state.stage;
    this.state.stage = advanceStage(stages as Stage[], this.state.stage, this.state.step, pass_rate);
    if (this.state.stage.index === index) return;
    this.#options = optionsOfStage(this.options, this.state.stage.index);
    const tasks = await this.context.tasks(this.#options.tasks);
    this.#curriculum = new Curriculum(tasks, this.#options, this.#curriculum.nextStage());
    if (!this.#isOver) yield* this.#beginStage();
    this.state.curriculum = this.#curriculum.state;
  }

  /** Says that a stage begins, and measures its problems where it asks for that. */
  async *#beginStage(): AsyncGenerator<TrainEvent, void> {
    const { models, context } = this;
    const { filter_samples: samples } = this.#options;
    const { step } = this.state;
    if (samples > 0) {
      yield { type: 'phase', step: step + 1, phase: 'filter' };
      const problems = this.#curriculum.pool;
      const judging = new Judging(context.judge, problems, { reward: 'all_tests' });
      const sampling = { ...this.#options, num_generations: samples, first_uid: this.state.samples };
      const groups = await rollout(models.policy, models.generator, problems, sampling, judging);
      await judging.pay(groups);
      this.#curriculum.measured(passRates(groups));
      const tokens = groups.flatMap((group) => group.samples).reduce((sum, sample) => sum + sample.tokens.length, 0);
      this.state.samples += problems.length * samples;
      this.state.flops += this.#flops(tokens, 0);
      this.state.num_tokens += tokens;
      this.state.curriculum = this.#curriculum.state;
    }
    const { stages } = this.options;
    if (!stages && samples === 0) return;
    const { pool, active } = this.#curriculum;
    const { index } = this.state.stage;
    yield {
      type: 'stage',
      step: step + 1,
      index,
      name: stages?.[index].name,
      stages: stages?.length ?? 1,
      ...(pool.length > 0 && { problems: active.length, left_out: pool.length - active.length }),
    };
  }

  /** FLOPs of tokens that go forward only, and of tokens that are trained on. */
  #flops(forward: number, trained: number): number {
    const P = matrixParameters(this.models.policy);
    return 2 * P * forward + 6 * P * trained;
  }

  async *#evaluate(): AsyncGenerator<TrainEvent, void> {
    const { options, context, state, heldout: problems } = this;
    if (problems.length === 0) return;
    const { step } = state;
    yield { type: 'phase', step, phase: 'evaluation' };
    this.clock.restart();
    const { judge } = context;
    const evaluated = await evaluate(this.models.policy, this.models.generator, judge, problems, {
      ...options,
      temperature: options.eval_temperature ?? options.temperature,
      problems: problems.length,
      samples: options.eval_samples,
      k: [1, options.eval_samples].filter((k, i, all) => all.indexOf(k) === i),
      // Evaluations draw from a stream of their own, the same one at every step.
      seed: (options.seed ^ 0x5eed) >>> 0,
    });
    const metrics = { ...evaluated.metrics, 'time/evaluation': this.clock.total() };
    const examples = evaluated.groups.slice(0, EXAMPLES);
    yield { type: 'evaluation', step, metrics, examples, problems: evaluated.problems };
  }

  async checkpoint(): Promise<Extract<TrainEvent, { type: 'checkpoint' }> | undefined> {
    return this.#resting && this.#keep(this.#resting);
  }

  async *#save(): AsyncGenerator<TrainEvent, void> {
    const kept = await this.#keep({ state: this.state, pending: this.#pending });
    if (kept) yield kept;
  }

  async #keep({ state, pending }: Resting): Promise<Extract<TrainEvent, { type: 'checkpoint' }> | undefined> {
    const { save } = this.context;
    const { step } = state;
    if (!save || step === this.#saved) return undefined;
    const { policy, learner } = this.models;
    const name = `checkpoint-${step}`;
    const files = new Map([...(await checkpointFiles(policy)), ...(await stateFiles(state, learner))]);
    if (pending) files.set(PENDING, new TextEncoder().encode(JSON.stringify(await storedRound(pending))));
    await save(name, files);
    this.#saved = step;
    return { type: 'checkpoint', step, name };
  }

  close(): void {
    const { policy, generator, learner, rewardScorer, reference, current } = this.models;
    generator.destroy();
    rewardScorer?.destroy();
    learner.destroy();
    reference?.destroy();
    current?.destroy();
    policy.parameters.destroy();
  }
}

/** The options of every stage. */
const allStages = (options: TrainOptions): TrainOptions[] =>
  (options.stages ?? [{}]).map((_, index) => optionsOfStage(options, index));

/** The share of each problem's programs that pass. */
function passRates(groups: readonly Group[]): Record<string, number> {
  const rates = groups.map(({ problem, samples }) => {
    const judged = samples.filter(({ verdict }) => verdict);
    return [problem.id, mean(judged.map(({ verdict }) => (isPass(verdict!) ? 1 : 0)))];
  });
  return Object.fromEntries(rates);
}

const rewardsOf = (groups: readonly Group[]): (number | null)[][] =>
  groups.map(({ samples }) => samples.map(({ reward }) => reward ?? null));
