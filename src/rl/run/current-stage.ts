/** The current stage of a run: its options, and the problems that they select. */
import type { TaskSet } from '../../tasks/problem';
import { Curriculum } from '../curriculum/curriculum';
import { advanceStage } from '../curriculum/stages';
import type { TrainOptions } from '../options/commands/train';
import { stageOptions } from '../options/resolve';
import type { Stage } from '../options/stages';
import { flopsOf } from '../policy/policy';
import type { Metrics, TrainEvent } from '../records/events';
import type { Sample } from '../records/group';
import { passRate } from '../records/pass-rate';
import { Judging } from '../reward/judging';
import { rollout } from '../rollout/rollout';
import type { RunParts } from './run-parts';
import { isOver } from './trainer-state';

export class CurrentStage {
  /** The options of the run, with those of the stage applied. */
  options: TrainOptions;
  curriculum: Curriculum;

  constructor(
    private readonly run: RunParts,
    tasks: TaskSet,
  ) {
    this.options = stageOptions(run.options, run.state.stage.index);
    this.curriculum = new Curriculum(tasks, this.options, run.state.curriculum);
  }

  metrics(): Metrics {
    const { pool, active, state } = this.curriculum;
    return {
      ...(this.run.options.stages && { stage: this.run.state.stage.index + 1 }),
      ...(pool.length > 0 && { 'curriculum/problems': active.length, 'curriculum/epoch': state.epoch }),
    };
  }

  /** Yields the `stage` event. Before that, measures the pass rates of the problems if `filter_samples` is above 0. */
  async *begin(): AsyncGenerator<TrainEvent, void> {
    const { state, options } = this.run;
    const { filter_samples } = this.options;
    const step = state.step + 1;
    if (filter_samples > 0) {
      yield { type: 'phase', step, phase: 'filter' };
      await this.#measure(filter_samples);
    }
    const { stages } = options;
    if (!stages && filter_samples === 0) return;
    const { pool, active } = this.curriculum;
    const { index } = state.stage;
    yield {
      type: 'stage',
      step,
      index,
      name: stages?.[index].name,
      stages: stages?.length ?? 1,
      ...(pool.length > 0 && { problems: active.length, left_out: pool.length - active.length }),
    };
  }

  /** Counts a step's samples, and begins the next stage if the current one has ended. */
  async *advance(samples: Sample[]): AsyncGenerator<TrainEvent, void> {
    const { state, options, context } = this.run;
    state.curriculum = this.curriculum.state;
    if (!options.stages) return;
    const { index } = state.stage;
    state.stage = advanceStage(options.stages as Stage[], state.stage, state.step, passRate({ samples }));
    if (state.stage.index === index) return;
    this.options = stageOptions(options, state.stage.index);
    const tasks = await context.tasks(this.options.tasks);
    this.curriculum = new Curriculum(tasks, this.options, this.curriculum.nextStage());
    if (!isOver(state, options)) yield* this.begin();
    state.curriculum = this.curriculum.state;
  }

  /** Samples programs for each problem, for its pass rate. */
  async #measure(num_generations: number): Promise<void> {
    const { state, models, context } = this.run;
    const problems = this.curriculum.pool;
    const judging = new Judging(context.judge, problems, { reward: 'all_tests' });
    const sampling = { ...this.options, num_generations, first_uid: state.samples };
    const written = await rollout(models.policy, models.generator, problems, sampling, judging);
    const { groups } = await judging.assignRewards(written);
    this.curriculum.measured(Object.fromEntries(groups.map((group) => [group.problem.id, passRate(group)])));
    const tokens = groups.flatMap((group) => group.samples).reduce((sum, sample) => sum + sample.tokens.length, 0);
    state.samples += problems.length * num_generations;
    state.flops += flopsOf(models.policy, { forward: tokens });
    state.num_tokens += tokens;
    state.curriculum = this.curriculum.state;
  }
}
