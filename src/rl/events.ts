/**
 * The events of a training run. `train()` yields them; the command line, the page, the run folder and a replay all consume
 * the same ones, and nothing else drives the loop.
 */
import type { Verdict } from '../sandbox/types';
import type { Hack } from './hack-report';

/** One program the model wrote. */
export interface Sample {
  /** The completion as text, without the end token. */
  completion: string;
  /** Its tokens, with the end token where there is one, and their text. */
  tokens: number[];
  pieces: string[];
  /** Log-prob of each token under the policy that sampled it, at the sampling temperature. */
  logprobs: number[];
  /** False when it was cut at max_completion_length. */
  ended: boolean;
  /** Absent when the judge itself failed: then the sample is excluded. */
  verdict?: Verdict;
  reward?: number;
  advantage?: number;
  /** How it looks for the reward in place of the solution; absent when in no known way. */
  hacks?: Hack[];
}

/** All programs written for one prompt. */
export interface Group {
  problem: { id: string; prompt: string; entry: string; prefix?: string; level?: number; reference?: string };
  /** The tests as readable calls and values, in the order of the verdicts' `tests`. */
  tests: { call: string; expected: string }[];
  samples: Sample[];
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

export type TrainEvent =
  | { type: 'start'; run: RunInfo }
  /** What the run is doing right now, for a progress display. */
  | { type: 'phase'; step: number; phase: 'rollout' | 'judge' | 'update' | 'evaluation' }
  /** The groups of a step as sampled; verdicts and rewards are not there yet. */
  | { type: 'rollouts'; step: number; groups: Group[] }
  /** The same groups, judged, with rewards and advantages. */
  | { type: 'verdicts'; step: number; groups: Group[] }
  /** The step's updates are done. */
  | { type: 'update'; step: number; metrics: Metrics }
  /** Held-out problems; step 0 is before training. `examples` are a few of its groups. */
  | { type: 'evaluation'; step: number; metrics: Metrics; examples: Group[] }
  /** A checkpoint is complete; `name` is `checkpoint-<step>`. */
  | { type: 'checkpoint'; step: number; name: string }
  | { type: 'end'; step: number; reason: 'done' | 'aborted' };
