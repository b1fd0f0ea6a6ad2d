/** Runs with given numbers, for the reveals of lessons. */
import type { Metrics } from '../../../src/rl/records/events';
import type { Group } from '../../../src/rl/records/group';
import type { RunState } from '../../../src/ui/session/run-state';

export interface Numbers {
  /** Each metric by step. */
  metrics: Record<string, readonly number[]>;
  /** Held-out pass@1 of each evaluation. */
  pass?: readonly number[];
  groups?: Group[];
  /** Not over yet. */
  running?: boolean;
}

export function runOf({ metrics, pass = [], groups, running }: Numbers): RunState {
  const steps = Math.max(0, ...Object.values(metrics).map(({ length }) => length));
  const at = (i: number): Metrics =>
    Object.fromEntries(Object.entries(metrics).flatMap(([name, values]) => (i in values ? [[name, values[i]]] : [])));
  return {
    step: steps,
    updates: Array.from({ length: steps }, (_, i) => ({ step: i + 1, metrics: at(i) })),
    evaluations: pass.map((value, step) => ({
      step,
      metrics: { 'eval/pass@1': value, 'eval/pass@1_low': value - 0.04, 'eval/pass@1_high': value + 0.04 },
    })),
    groups: groups && { step: steps, judged: true, groups },
    end: running ? undefined : 'done',
  };
}
