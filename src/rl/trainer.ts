/**
 * The loop: rollout → verdict → reward → advantage → update, with evaluation on held-out problems. An async generator of
 * events; whoever consumes them decides what to show and keep, and drives the loop by asking for the next one.
 */
import type { Gpu } from '../kernels/device/gpu';
import { checkpointFiles } from '../model/checkpoint';
import type { FileSource } from '../model/files';
import { Generator } from '../model/generation';
import { Learner } from '../model/learner';
import { Scorer } from '../model/scorer';
import type { Judge } from '../sandbox/types';
import type { TaskSet } from '../tasks/problem';
import { evaluate, heldOutProblems } from './evaluation';
import type { Group, Metrics, TrainEvent } from './events';
import { markHacks } from './hack-report';
import { Judging } from './judging';
import { learningRate } from './learning-rate';
import { completionMetrics, rewardMetrics, verdictMetrics } from './metrics';
import type { TrainOptions } from './options';
import { matrixParameters, openPolicy, type Policy, runInfo } from './policy';
import { rollout } from './rollout';
import { INITIAL_STATE, readState, restoreOptimizer, stateFiles, type TrainerState } from './trainer-state';
import { assignAdvantages, lossOf, updatePolicy } from './update';

export interface TrainContext {
  gpu: Gpu;
  judge: Judge;
  tasks: TaskSet;
  /** The folder of the model to start from. */
  model: FileSource;
  /** The folder `checkpoint-<step>` to go on from, in place of the model. */
  resume?: FileSource;
  /** Keeps a checkpoint; it is complete when the promise is fulfilled. */
  save?(name: string, files: Map<string, Uint8Array>): Promise<void>;
  /** Ends the run after the last complete update, with a checkpoint. */
  signal?: AbortSignal;
  /** Judge every test of every program, for a display, even where the reward does not need it. */
  all_tests?: boolean;
}

/** Groups of an evaluation that its event carries along. */
const EXAMPLES = 24;
/** Rows of a micro-batch, and sequences sampled side by side: more only costs memory. */
const MICRO_BATCH_ROWS = 4096;
const SLOTS = 512;
/** Prompts are at most this long, where the model's positions allow it. */
const MAX_PROMPT_LENGTH = 192;

/** Runs `options.max_steps` steps, or those that are left of them. Bad input throws before the first event. */
export async function* train(options: TrainOptions, context: TrainContext): AsyncGenerator<TrainEvent, void> {
  const run = await Run.open(options, context);
  try {
    yield* run.events();
  } finally {
    run.close();
  }
}

/** Limits of generation and training for a model and these lengths. */
export function limitsOf(policy: Policy, options: { max_completion_length: number }, sequences: number) {
  const positions = policy.config.max_position_embeddings;
  const max_prompt_length = Math.max(1, Math.min(MAX_PROMPT_LENGTH, positions - options.max_completion_length));
  return {
    slots: Math.min(SLOTS, sequences),
    max_prompt_length,
    max_completion_length: options.max_completion_length,
    sampleable: policy.tokenizer.vocabSize,
  };
}

class Run {
  readonly #clock = new Stopwatch();

  private constructor(
    private readonly options: TrainOptions,
    private readonly context: TrainContext,
    private readonly policy: Policy,
    private readonly generator: Generator,
    private readonly learner: Learner,
    private readonly reference: Scorer | undefined,
    private state: TrainerState,
  ) {}

  static async open(options: TrainOptions, context: TrainContext): Promise<Run> {
    const { gpu, resume } = context;
    const state = resume ? await readState(resume) : { ...INITIAL_STATE };
    const policy = await openPolicy(gpu, resume ?? context.model, { training: true });
    const { parameters } = policy;
    const limits = limitsOf(policy, options, Math.max(options.prompts_per_step * options.num_generations, 256));
    const rows = Math.max(MICRO_BATCH_ROWS, limits.max_prompt_length + limits.max_completion_length);
    const [generator, learner] = await Promise.all([
      Generator.create(gpu, parameters, limits),
      Learner.create(gpu, parameters, rows, { loss: lossOf(options), optimizer: options }),
    ]);
    if (resume) await restoreOptimizer(resume, state, learner);
    let reference: Scorer | undefined;
    if (options.beta > 0) {
      // The reference is the model at the start of the run, also after a resume.
      const frozen = await openPolicy(gpu, context.model, { training: false });
      reference = await Scorer.create(gpu, frozen.parameters, rows);
    }
    return new Run(options, context, policy, generator, learner, reference, state);
  }

  async *events(): AsyncGenerator<TrainEvent, void> {
    const { options, context } = this;
    const { signal } = context;
    const problems = heldOutProblems(context.tasks, options.eval_problems, options.levels);
    const first = this.state.step;
    const last = Math.min(options.max_steps, options.stop_after ?? options.max_steps);
    yield { type: 'start', run: runInfo(this.policy, options, first) };
    if (first === 0 && !signal?.aborted) yield* this.#evaluate(problems);
    let saved = first;
    while (this.state.step < last && !signal?.aborted) {
      yield* this.#step();
      const { step } = this.state;
      const due = (every: number) => every > 0 && step % every === 0;
      if (due(options.eval_steps) || step === options.max_steps) yield* this.#evaluate(problems);
      if (due(options.save_steps)) {
        yield* this.#save();
        saved = step;
      }
    }
    if (saved !== this.state.step) yield* this.#save();
    const done = this.state.step >= last;
    yield { type: 'end', step: this.state.step, reason: done ? 'done' : 'aborted' };
  }

  async *#step(): AsyncGenerator<TrainEvent, void> {
    const { options, context, state, policy } = this;
    const { gpu, tasks, judge } = context;
    const step = state.step + 1;
    const counters = { ...gpu.counters };
    this.#clock.restart();

    yield { type: 'phase', step, phase: 'rollout' };
    const { prompts_per_step, num_generations } = options;
    const problems = Array.from({ length: prompts_per_step }, (_, i) =>
      tasks.problem('train', options.seed, state.step * prompts_per_step + i, options.levels),
    );
    const sampling = { ...options, first_uid: state.samples };
    const judging = new Judging(judge, problems, { ...options, all_tests: context.all_tests });
    const groups = await rollout(policy, this.generator, problems, sampling, judging);
    const time = { rollout: this.#clock.lap() } as Record<'rollout' | 'judge' | 'update', number>;
    const backlog = judging.backlog;
    yield { type: 'rollouts', step, groups };

    yield { type: 'phase', step, phase: 'judge' };
    this.#clock.lap();
    const verdicts = await judging.pay(groups);
    const hacks = await markHacks(judge, problems, groups);
    assignAdvantages(groups, options);
    time.judge = this.#clock.lap();
    yield { type: 'verdicts', step, groups };

    yield { type: 'phase', step, phase: 'update' };
    this.#clock.lap();
    const prompts = problems.map(({ prompt }) => policy.tokenizer.encode(prompt));
    const learning_rate = learningRate(state.step, options);
    const update = await updatePolicy(this.learner, this.reference, groups, prompts, options, { step, learning_rate });
    time.update = this.#clock.lap();

    const decoded = groups.flatMap(({ samples }) => samples).reduce((sum, { tokens }) => sum + tokens.length, 0);
    const prefilled = prompts.reduce((sum, { length }) => sum + length, 0);
    const P = matrixParameters(policy);
    this.state = {
      step,
      updates: this.learner.updates,
      samples: state.samples + prompts_per_step * num_generations,
      num_tokens: state.num_tokens + decoded + prefilled * num_generations,
      flops: state.flops + 2 * P * (decoded + prefilled) + 6 * P * update.trained_tokens,
    };
    const metrics: Metrics = {
      ...rewardMetrics(options.reward, rewardsOf(groups)),
      ...completionMetrics(groups.map(({ samples }) => samples)),
      ...verdictMetrics(verdicts),
      ...hacks,
      ...update.metrics,
      updates: this.state.updates,
      num_tokens: this.state.num_tokens,
      'compute/flops': this.state.flops,
      'gpu/dispatches': gpu.counters.dispatches - counters.dispatches,
      'gpu/submits': gpu.counters.submits - counters.submits,
      'gpu/readbacks': gpu.counters.readbacks - counters.readbacks,
      'gpu/live_bytes': gpu.liveBytes - gpu.readbackBytes,
      'time/rollout': time.rollout,
      'time/judge': time.judge,
      'time/judge_backlog': backlog,
      'time/update': time.update,
      step_time: this.#clock.total(),
    };
    yield { type: 'update', step, metrics };
  }

  async *#evaluate(problems: ReturnType<typeof heldOutProblems>): AsyncGenerator<TrainEvent, void> {
    if (problems.length === 0) return;
    const { options, context, state } = this;
    const { step } = state;
    yield { type: 'phase', step, phase: 'evaluation' };
    this.#clock.restart();
    const { metrics, groups } = await evaluate(this.policy, this.generator, context.judge, problems, {
      ...options,
      problems: problems.length,
      samples: options.eval_samples,
      k: [1, options.eval_samples].filter((k, i, all) => all.indexOf(k) === i),
      // Evaluations draw from a stream of their own, the same one at every step.
      seed: (options.seed ^ 0x5eed) >>> 0,
    });
    metrics['time/evaluation'] = this.#clock.total();
    yield { type: 'evaluation', step, metrics, examples: groups.slice(0, EXAMPLES) };
  }

  async *#save(): AsyncGenerator<TrainEvent, void> {
    const { save } = this.context;
    if (!save) return;
    const name = `checkpoint-${this.state.step}`;
    const files = new Map([...(await checkpointFiles(this.policy)), ...(await stateFiles(this.state, this.learner))]);
    await save(name, files);
    yield { type: 'checkpoint', step: this.state.step, name };
  }

  close(): void {
    this.generator.destroy();
    this.learner.destroy();
    this.reference?.destroy();
    this.policy.parameters.destroy();
  }
}

const rewardsOf = (groups: readonly Group[]): (number | null)[][] =>
  groups.map(({ samples }) => samples.map(({ reward }) => reward ?? null));

/** Seconds, by wall clock. Time that a consumer takes between two events counts for nothing when a lap follows it. */
class Stopwatch {
  #start = 0;
  #last = 0;

  restart(): void {
    this.#start = performance.now();
    this.#last = this.#start;
  }

  /** Seconds since the last lap. */
  lap(): number {
    const last = this.#last;
    this.#last = performance.now();
    return (this.#last - last) / 1000;
  }

  total(): number {
    return (performance.now() - this.#start) / 1000;
  }
}
