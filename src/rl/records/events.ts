/**
 * The events of a training run. `train()` yields them; the command line, the page, the run folder and a replay all consume
 * the same ones, and nothing else drives the loop.
 */
import type { Group, TokenRecords } from './group';

/** What an evaluation found on one problem: of `n` judged programs `c` passed. */
export interface ProblemResult {
  id: string;
  n: number;
  c: number;
}

/** Numbers by metric name (`metrics.ts` defines each). */
export type Metrics = Record<string, number>;

export interface RunInfo {
  /** The resolved options. */
  options: Record<string, unknown>;
  adapter: string;
  backend: string;
  software: boolean;
  parameters: number;
  /** First step this process will do; above 1 after a resume. */
  first_step: number;
  max_steps: number;
}

/** A checkpoint is complete; `name` is `checkpoint-<step>`. */
export interface CheckpointEvent {
  type: 'checkpoint';
  step: number;
  name: string;
}

export type TrainEvent =
  | { type: 'start'; run: RunInfo }
  /** What the run is doing right now, for a progress display. */
  | { type: 'phase'; step: number; phase: 'filter' | 'rollout' | 'judge' | 'update' | 'evaluation' }
  /** A stage begins: the index-th of so many, with so many problems to choose from, where they are counted. */
  | { type: 'stage'; step: number; index: number; name?: string; stages: number; problems?: number; left_out?: number }
  /** The groups of a step as sampled, so far; verdicts and rewards are not there yet. */
  | { type: 'rollouts'; step: number; groups: Group[] }
  /** The same groups, judged, with rewards; with advantages those that are trained on. */
  | { type: 'verdicts'; step: number; groups: Group[] }
  /** The step's updates are done. `tokens` only where they were asked for. */
  | { type: 'update'; step: number; metrics: Metrics; tokens?: TokenRecords }
  /**
   * Held-out problems; step 0 is before training. `examples` are a few of its groups, `problems` the results of all of them,
   * absent where the event is told again from metrics alone.
   */
  | { type: 'evaluation'; step: number; metrics: Metrics; examples: Group[]; problems?: ProblemResult[] }
  | CheckpointEvent
  | { type: 'end'; step: number; reason: 'done' | 'aborted' };
