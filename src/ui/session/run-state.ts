/** What the page knows of a run: a fold over its events. */

import { mean } from '../../common/statistics';
import type { Metrics, ProblemResult, RunInfo, TrainEvent } from '../../rl/records/events';
import type { Group, TokenRecords } from '../../rl/records/group';

type Phase = Extract<TrainEvent, { type: 'phase' }>['phase'];

export interface Measured {
  step: number;
  metrics: Metrics;
}

export interface Evaluated extends Measured {
  /** What was found on each problem; absent where only the means are known. */
  problems?: readonly ProblemResult[];
}

export interface StepGroups {
  step: number;
  /** False while the programs wait for their verdicts. */
  judged: boolean;
  groups: Group[];
  /** What the step's updates measured on each token, once they are done. */
  tokens?: TokenRecords;
}

/** The groups of a step, and which of them is in view. */
export interface ShownGroup extends StepGroups {
  index: number;
}

export interface RunState {
  info?: RunInfo;
  /** Steps whose update is complete. */
  step: number;
  phase?: Phase;
  /** The last groups that were judged; before the first verdicts, the programs alone. */
  groups?: StepGroups;
  /** The programs of the step in progress, while they wait for their verdicts. */
  written?: StepGroups;
  updates: Measured[];
  /** Held-out problems; the first is before training. */
  evaluations: Evaluated[];
  checkpoint?: string;
  end?: 'done' | 'aborted';
}

export const emptyRun: RunState = { step: 0, updates: [], evaluations: [] };

export function reduce(state: RunState, event: TrainEvent): RunState {
  const { step } = event.type === 'start' ? { step: event.run.first_step - 1 } : event;
  switch (event.type) {
    case 'start': {
      // A run that goes on keeps its history up to where it does.
      const earlier = <M extends Measured>(rows: readonly M[]) => rows.filter((row) => step > 0 && row.step <= step);
      const [updates, evaluations] = [earlier(state.updates), earlier(state.evaluations)];
      return { ...emptyRun, info: event.run, step, updates, evaluations };
    }
    case 'phase':
      return { ...state, phase: event.phase };
    case 'rollouts': {
      const written = { step, judged: false, groups: event.groups };
      // Verdicts follow within moments: the judged groups of the step before stay in view until then.
      return { ...state, written, groups: state.groups?.judged ? state.groups : written };
    }
    case 'verdicts':
      return { ...state, written: undefined, groups: { step, judged: true, groups: event.groups } };
    case 'update': {
      const { groups } = state;
      return {
        ...state,
        step,
        groups: groups?.step === step && event.tokens ? { ...groups, tokens: event.tokens } : groups,
        updates: [...state.updates, { step, metrics: event.metrics }],
      };
    }
    case 'evaluation': {
      const { metrics, problems } = event;
      return { ...state, evaluations: [...state.evaluations, { step, metrics, ...(problems && { problems }) }] };
    }
    case 'stage':
      return state;
    case 'checkpoint':
      return { ...state, checkpoint: event.name };
    case 'end':
      return { ...state, phase: undefined, end: event.reason };
  }
}

/** The run as it was when this step was complete, without its programs. */
export function stateAt(state: RunState, step: number): RunState {
  const upTo = <M extends Measured>(rows: readonly M[]) => rows.filter((row) => row.step <= step);
  return { info: state.info, step, updates: upTo(state.updates), evaluations: upTo(state.evaluations) };
}

/** The group that teaches most at a glance: the first one where some programs earned more than others. */
export function groupToShow({ groups }: StepGroups): number {
  const mixed = groups.findIndex(({ samples }) => samples.some((sample) => sample.advantage));
  return Math.max(mixed, 0);
}

/** Seconds until the last step, at the pace of the last few. */
export function secondsLeft({ updates, info, step }: RunState): number | undefined {
  const recent = updates.slice(-5).map(({ metrics }) => metrics.step_time);
  if (recent.length === 0 || !info) return undefined;
  return mean(recent) * Math.max(info.max_steps - step, 0);
}

/** Seconds of the last step, and of its phases. */
export function timesOf({ updates }: RunState) {
  const metrics = updates.at(-1)?.metrics;
  if (!metrics) return undefined;
  const { step_time: step, 'time/rollout': rollout, 'time/judge': judge, 'time/update': update } = metrics;
  return { step, rollout, judge, update };
}

export interface Score {
  /** Held-out pass@1, 0 to 1. */
  value: number;
  /** Half the width of its 95 % interval. */
  margin?: number;
  problems?: number;
}

export function scoreOf({ metrics }: Measured): Score {
  const low = metrics['eval/pass@1_low'];
  const high = metrics['eval/pass@1_high'];
  return {
    value: metrics['eval/pass@1'],
    margin: low === undefined || high === undefined ? undefined : (high - low) / 2,
    problems: metrics['eval/problems'],
  };
}

/**
 * The options that a run had at a step: its own, as the stage of that step changes them. `state` holds at least the step.
 * Undefined where the run is not known; names and ends of stages are left among the options.
 */
export function optionsAt({ info, updates }: RunState, step: number): Readonly<Record<string, unknown>> | undefined {
  if (!info) return undefined;
  const { stages } = info.options as { stages?: readonly Record<string, unknown>[] | null };
  const stage = updates.findLast((row) => row.step === step)?.metrics.stage;
  return { ...info.options, ...(stage === undefined ? undefined : stages?.[stage - 1]) };
}

/** The programs of a group by their numbers, best first; equal ones as they were written. */
export function bestFirst({ samples }: Pick<Group, 'samples'>): number[] {
  const worth = (number: number) => samples[number].reward ?? Number.NEGATIVE_INFINITY;
  return samples.map((_, number) => number).sort((a, b) => (worth(b) === worth(a) ? a - b : worth(b) - worth(a)));
}
