/** What the parts of a training run share. */
import type { Judge } from '../../sandbox/types';
import type { TaskSet } from '../../tasks/problem';
import type { TrainOptions } from '../options/commands/train';
import type { OnWritten } from '../rollout/rollout';
import type { ModelSources, RunModels } from './run-models';
import type { RunState } from './trainer-state';

export interface RunContext extends ModelSources {
  judge: Judge;
  /** The task set of a name. */
  tasks(name: string): TaskSet | Promise<TaskSet>;
  /** Ends the run after the last complete update, with a checkpoint; what is being sampled is left out. */
  signal?: AbortSignal;
  /** Called while programs are sampled, for a progress display. */
  onWritten?: OnWritten;
  /** Judge every test of every program, for a display, even where the reward does not need it. */
  all_tests?: boolean;
  /** Let `update` events carry what was measured on each token, for a display. */
  record_tokens?: boolean;
}

export interface RunParts {
  /** The options of the run as a whole, for evaluations and schedules; a stage's own are in `CurrentStage.options`. */
  readonly options: TrainOptions;
  readonly context: RunContext;
  readonly models: RunModels;
  /** The counters of the run. Each part updates them in place. */
  readonly state: RunState;
}
